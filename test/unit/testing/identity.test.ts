import { describe, expect, test, vi } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import {
  EXPIRED,
  globals,
  installSimulatorPage,
  outcome,
  startSimulatorPage,
  type TokenEvent,
} from './simulatorPage.js';

type Page = Awaited<ReturnType<typeof startSimulatorPage>>;
const stored = () => Object.keys(sessionStorage);

/** A page whose current token is refused, with a handler of its own. */
async function expiredPage(handler: (event: TokenEvent) => unknown): Promise<Page> {
  const page = await startSimulatorPage();
  await page.simulator.open();
  page.instance.off({ type: 'identityTokenExpired' } as never);
  page.instance.on({ type: 'identityTokenExpired', handler: (event) => handler(event as TokenEvent) });
  page.simulator.expireToken();
  return page;
}

describe('the first token', () => {
  test('is asked for when the chat is first opened, not when it is rendered', async () => {
    const { simulator, identity } = await startSimulatorPage();
    expect(identity.asked).toBe(0);
    await simulator.open();
    expect(identity.asked).toBe(1);
  });

  test('is asked for at once where the chat opens by itself', async () => {
    const { simulator, identity } = await startSimulatorPage({ openChatByDefault: true });
    await expect.poll(() => simulator.transcript.length).toBe(1);
    expect(identity.asked).toBe(1);
  });

  test('is not asked for where the page has given one', async () => {
    const { simulator, identity, instance } = await startSimulatorPage();
    instance.updateIdentityToken(testToken({ sub: 'anon-1' }));
    await simulator.open();
    expect(identity.asked).toBe(0);
    expect(instance.getState().userID).toBe('anon-1');
  });

  test('is not asked for without security', async () => {
    const page = installSimulatorPage();
    page.assistant.isSecure = false;
    const instance = await page.load();
    const asked = vi.fn();
    instance.on({ type: 'identityTokenExpired', handler: asked });
    await instance.render();
    await page.simulator.open();
    expect(asked).not.toHaveBeenCalled();
    expect(instance.getState().userID).toMatch(/^anonymous_IBMuid-/);
  });

  test('may come as an option', async () => {
    const { simulator, identity, instance } = await startSimulatorPage({ identityToken: testToken({ sub: 'given' }) });
    await simulator.open();
    expect(identity.asked).toBe(0);
    expect(instance.getState().userID).toBe('given');
  });

  test('as an option that cannot be read leaves no instance and no namespace', async () => {
    const { load, errors } = installSimulatorPage();
    expect(await load({ identityToken: 'nonsense' })).toBeNull();
    expect(errors.map(({ errorType }) => errorType)).toEqual(['IDENTITY_TOKEN']);
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual([]);
  });
});

describe('updateIdentityToken', () => {
  test('throws where security is off', async () => {
    const page = installSimulatorPage();
    page.assistant.isSecure = false;
    const instance = await page.load();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'a' }))).toThrow('security is not turned on');
    expect(page.errors).toEqual([]);
  });

  test.each([
    ['is not a JWT', 'nonsense'],
    ['has no sub', testToken({} as { sub: string })],
  ])('tells onError and throws where the token %s', async (_, token) => {
    const { instance, errors } = await startSimulatorPage();
    expect(() => instance.updateIdentityToken(token)).toThrow();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN' });
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
    expect(instance.getState().userID).toBeNull();
  });

  test('takes a token that has expired already', async () => {
    const { instance } = await startSimulatorPage();
    instance.updateIdentityToken(testToken({ sub: 'a', exp: 1 }));
    expect(instance.getState().userID).toBe('a');
  });

  test('takes a token without exp, and says in the console that it should have one', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    const { instance } = await startSimulatorPage();
    instance.updateIdentityToken(testToken({ sub: 'a', ...({ exp: undefined } as object) }));
    expect(info).toHaveBeenCalledOnce();
  });

  test('with the same sub replaces the token, and leaves session and transcript alone', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.say('Hello');
    const before = [instance.getState().sessionID, ...simulator.transcript];
    const token = testToken({ sub: 'anon-1' });
    instance.updateIdentityToken(token);
    expect([instance.getState().sessionID, ...simulator.transcript]).toEqual(before);
    await simulator.say('Still me');
    expect(assistant.requests.at(-1)?.token).toBe(token);
    expect(instance.getState().sessionID).toBe(before[0]);
  });

  test('with another sub throws, tells nobody else, and changes nothing', async () => {
    const { instance, simulator, errors } = await startSimulatorPage();
    await simulator.open();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'other' }))).toThrow('cannot be changed to "other"');
    expect(errors).toEqual([]);
    expect(await simulator.say('Who am I?')).toContain('anon-1');
  });

  test('finds the session that the tab has stored for its user', async () => {
    const { instance, simulator, load } = await startSimulatorPage();
    await simulator.say('Hello');
    const { sessionID } = instance.getState();
    instance.destroy();
    const next = await load();
    next.updateIdentityToken(testToken({ sub: 'anon-1' }));
    expect(next.getState().sessionID).toBe(sessionID);
  });

  test('carries the session of the made-up anonymous user over', async () => {
    const page = installSimulatorPage();
    page.assistant.isSecure = undefined;
    const instance = await page.load();
    await instance.render();
    await page.simulator.say('Hello');
    const { sessionID, userID } = instance.getState();
    expect(document.cookie).toContain(userID);
    instance.updateIdentityToken(testToken({ sub: 'someone' }));
    expect(instance.getState()).toMatchObject({ sessionID, userID: 'someone' });
    expect(document.cookie).not.toContain(userID);
    expect(stored()).not.toContain(`CARBON_CHAT_SESSION_${userID}:integration`);
    expect(stored()).toContain('CARBON_CHAT_SESSION_someone:integration');
    expect(await page.simulator.say('Who am I?')).toContain('someone');
  });
});

describe('updateUserID', () => {
  const updateUserID = (instance: unknown, id: string) =>
    (instance as { updateUserID(id: string): void }).updateUserID(id);

  test('throws with security', async () => {
    const { instance } = await startSimulatorPage();
    expect(() => updateUserID(instance, 'x')).toThrow('"sub" claim');
  });

  test('names the user once without security', async () => {
    const page = installSimulatorPage();
    page.assistant.isSecure = false;
    const instance = await page.load();
    updateUserID(instance, 'x');
    updateUserID(instance, 'x');
    expect(instance.getState().userID).toBe('x');
    expect(() => updateUserID(instance, 'y')).toThrow('The userID is already set to "x"');
  });
});

describe('identityTokenExpired', () => {
  test('does not say what the old token was', async () => {
    let seen: unknown;
    const { simulator } = await expiredPage((event) => {
      seen = { ...event };
      event.identityToken = testToken({ sub: 'anon-1' });
    });
    await simulator.say('Hello');
    expect(seen).toEqual({ type: 'identityTokenExpired', identityToken: null });
  });

  test('sends the message again with the new token', async () => {
    const token = testToken({ sub: 'anon-1' });
    const { simulator, assistant, errors } = await expiredPage((event) => {
      event.identityToken = token;
    });
    expect(await simulator.say('Who am I?')).toContain('anon-1');
    expect(assistant.requests.at(-1)?.token).toBe(token);
    expect(errors).toEqual([]);
  });

  test('is fired when the token has run out by the clock of the assistant', async () => {
    const { simulator, identity } = await startSimulatorPage();
    identity.claims = { exp: Math.floor(Date.now() / 1000) + 10 };
    await simulator.open();
    vi.useFakeTimers({ now: Date.now() + 11_000, toFake: ['Date'] });
    identity.claims = {};
    await simulator.say('Hello');
    expect(identity.asked).toBe(2);
  });

  test('reads the field after all handlers, also those for every type', async () => {
    const late = testToken({ sub: 'anon-1' });
    const { simulator, assistant, instance } = await expiredPage((event) => {
      event.identityToken = testToken({ sub: 'anon-1' });
    });
    instance.on({
      type: '*',
      handler: async (event) => {
        await Promise.resolve();
        if (event.type === 'identityTokenExpired') (event as TokenEvent).identityToken = late;
      },
    });
    await simulator.say('Hello');
    expect(assistant.requests.at(-1)?.token).toBe(late);
  });

  test('shows a second handler what the first has set', async () => {
    const first = testToken({ sub: 'anon-1' });
    const seen: unknown[] = [];
    const { simulator, instance } = await expiredPage((event) => {
      event.identityToken = first;
    });
    instance.on({
      type: 'identityTokenExpired',
      handler: (event) => void seen.push((event as TokenEvent).identityToken),
    });
    await simulator.say('Hello');
    expect(seen).toEqual([first]);
  });

  test('may also be answered through the method, as long as the field is set too', async () => {
    const page = await expiredPage((event) => {
      event.identityToken = testToken({ sub: 'anon-1' });
      page.instance.updateIdentityToken(event.identityToken as string);
    });
    await expect(page.simulator.say('Hello')).resolves.toContain('Hello');
  });

  test.each<[string, (event: TokenEvent) => unknown, RegExp, unknown]>([
    ['leaves the field unset', () => {}, /no token was set by a handler/, undefined],
    [
      'sets no string',
      (event) => void Object.assign(event, { identityToken: new Response() }),
      /non-string token/,
      undefined,
    ],
    ['rejects', () => Promise.reject(new Error('nobody home')), /thrown by a handler/, /nobody home/],
    [
      'names another sub',
      (event) => void Object.assign(event, { identityToken: testToken({ sub: 'x' }) }),
      /was thrown\.$/,
      /"x"/,
    ],
  ])('fails the message and tells onError where the handler %s', async (_, handler, message, otherData) => {
    const { simulator, errors } = await expiredPage(handler);
    await expect(simulator.say('Hello')).rejects.toThrow('token expired');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.errorType).toBe('IDENTITY_TOKEN');
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
    if (otherData) expect(String(errors[0]?.otherData)).toMatch(otherData as RegExp);
    else expect(errors[0]?.otherData).toBeUndefined();
    expect(simulator.transcript.at(-1)).toBe('This message was not delivered.');
  });

  test('is given up after 30 s, and stays locked until the handler has settled', async () => {
    let release = () => {};
    const { simulator, errors } = await expiredPage(
      (event) =>
        new Promise<void>((resolve) => {
          release = resolve;
          event.identityToken = testToken({ sub: 'anon-1' });
        }),
    );
    vi.useFakeTimers();
    const first = outcome(simulator.say('One'));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await first).toMatchObject({ message: 'token expired' });
    expect(errors[0]?.otherData).toBe('The operation timed out after 30000ms');
    await expect(simulator.say('Two')).rejects.toThrow();
    expect(String(errors[1]?.otherData)).toContain('already running');
    release();
    await vi.advanceTimersByTimeAsync(0);
    const third = simulator.say('Three');
    await vi.advanceTimersByTimeAsync(0);
    release();
    await expect(third).resolves.toContain('Three');
  });

  test('of two requests at once answers one; the other fails with "already running"', async () => {
    let release: (() => void) | undefined;
    const { simulator, instance, errors } = await expiredPage(async (event) => {
      await new Promise<void>((resolve) => (release = resolve));
      event.identityToken = testToken({ sub: 'anon-1' });
    });
    const first = outcome(simulator.say('One'));
    await expect.poll(() => release).toBeDefined();
    await instance.destroySession();
    expect(await first).toMatchObject({ message: 'Message was cancelled' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN' });
    expect(String(errors[0]?.otherData)).toContain('already running');
    release?.();
    await expect(simulator.say('Who am I?')).resolves.toContain('anon-1');
  });

  test('that fails when the chat opens puts an error panel in place of the conversation, for good', async () => {
    const { simulator, instance, errors, load } = await startSimulatorPage();
    instance.destroy();
    const broken = await load();
    const handler = () => Promise.reject(new Error('down'));
    broken.on({ type: 'identityTokenExpired', handler });
    await broken.render();
    await simulator.open();
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN', catastrophicErrorType: 'FAILED' });
    expect(simulator.transcript).toEqual(['The assistant is not available right now.']);
    await expect(simulator.say('Hello?')).rejects.toThrow('down');
    broken.off({ type: 'identityTokenExpired', handler });
    broken.updateIdentityToken(testToken({ sub: 'anon-1' }));
    await simulator.open();
    expect(simulator.transcript).toEqual(['The assistant is not available right now.']);
    await broken.restartConversation();
    broken.updateIsChatLoadingCounter?.('decrease');
    expect(simulator.transcript).toEqual(['Welcome! Ask me “Who am I?”']);
  });
});

describe('which answers mean a new token is needed', () => {
  test.each([
    [403, 'whatever'],
    [400, 'token provided is malformed'],
    [400, 'Authorization header provided but does not follow JWT format'],
    [401, 'token expired'],
  ])('%i with the text "%s" does', async (status, text) => {
    const { simulator, assistant, identity } = await startSimulatorPage();
    await simulator.open();
    let refusals = 1;
    assistant.refusal = () => (refusals-- > 0 ? { status, text } : null);
    await simulator.say('Hello');
    expect(identity.asked).toBe(2);
  });

  test.each([
    [401, 'invalid signature'],
    [400, 'bad request'],
    [500, 'token expired'],
  ])('%i with the text "%s" does not', async (status, text) => {
    const { simulator, assistant, identity } = await startSimulatorPage();
    await simulator.open();
    vi.useFakeTimers();
    assistant.refusal = { status, text };
    const said = outcome(simulator.say('Hello'));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(await said).toMatchObject({ message: text });
    expect(identity.asked).toBe(1);
  });

  test('403 does not where security is unknown', async () => {
    const page = installSimulatorPage();
    page.assistant.isSecure = undefined;
    const instance = await page.load();
    const asked = vi.fn();
    instance.on({ type: 'identityTokenExpired', handler: asked });
    await instance.render();
    await page.simulator.open();
    vi.useFakeTimers();
    page.assistant.refusal = { status: 403, text: 'no' };
    void outcome(page.simulator.say('Hello'));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(asked).not.toHaveBeenCalled();
    expect(page.errors[0]).toMatchObject({ errorType: 'MESSAGE_COMMUNICATION', errorCode: 403 });
  });

  test('fresh tokens that are refused are asked for again and again without pause, for 150 s', async () => {
    const { simulator, assistant, identity, errors } = await startSimulatorPage();
    await simulator.open();
    vi.useFakeTimers();
    assistant.refusal = EXPIRED;
    assistant.latencyMs = 500;
    const said = outcome(simulator.say('Hello'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(identity.asked).toBeGreaterThanOrEqual(20);
    await vi.advanceTimersByTimeAsync(139_000);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await said).toBeInstanceOf(Error);
    expect(errors.map(({ errorType }) => errorType)).toEqual(['MESSAGE_COMMUNICATION']);
    const { asked } = identity;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(identity.asked).toBeLessThanOrEqual(asked + 1);
  });

  test('that loop lets the page go on', async () => {
    const { simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    assistant.refusal = EXPIRED;
    const said = simulator.say('Hello');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assistant.refusal = null;
    await expect(said).resolves.toContain('Hello');
  });
});
