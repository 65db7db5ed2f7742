import { describe, expect, test, vi } from 'vitest';
import { testToken } from '../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';
import { type AnyEvent, openPage, outcome, pending, startOpenPage, startPage } from './samplePage.js';
import { LOST } from './webChat.js';

const EXPIRED = { status: 401, text: 'token expired' };
const FIRST = 'A request for a new identity token was made using the identityTokenExpired event but';
const token = () => testToken({ sub: 'anon-1' });

/** The page's only handler from now on. */
function handle(instance: FullWebChatInstance, handler: (event: AnyEvent) => unknown): void {
  instance.off({ type: 'identityTokenExpired' } as never);
  instance.on({ type: 'identityTokenExpired', handler: handler as never });
}

/** An open chat whose next message is refused once, and a handler of the test's own. */
async function startExpired(handler: (event: AnyEvent) => unknown) {
  const page = await startOpenPage();
  handle(page.instance, handler);
  page.service.refuseOnce('message', EXPIRED);
  return page;
}

describe('the first token', () => {
  test('is requested when the chat opens, not by render, and before any request of the user', async () => {
    const { instance, identity, service, open } = await startPage();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(identity.asked).toBe(0);
    const before = service.requests.length;
    const asked: number[] = [];
    instance.on({ type: 'identityTokenExpired', handler: () => void asked.push(service.requests.length) });
    await open(instance);
    expect(asked).toEqual([before]);
    expect(service.requests.slice(before).every((request) => request.token !== null)).toBe(true);
  });

  test('is requested when a visitor clicks the launcher', async () => {
    const { identity, webChat } = await startPage();
    webChat.launcher()?.click();
    await expect.poll(() => webChat.lines()).toHaveLength(1);
    expect(identity.asked).toBe(1);
  });

  test('is requested at once if the chat opens by default', async () => {
    const { identity, webChat } = await startPage({ openChatByDefault: true });
    await expect.poll(() => webChat.lines()).toHaveLength(1);
    expect(identity.asked).toBe(1);
  });

  test('is also requested by a message, which replaces the greeting', async () => {
    const { identity, say, service } = await startPage();
    await say('Hello');
    expect(identity.asked).toBe(1);
    expect(service.messages).toHaveLength(1);
    expect(JSON.stringify(service.messages[0]?.body)).toContain('Hello');
  });

  test('is not requested again when the window closes and opens', async () => {
    const { instance, identity } = await startOpenPage();
    await instance.changeView('launcher');
    await instance.changeView('mainWindow');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(identity.asked).toBe(1);
  });

  test('is never requested if security is off: web chat invents an anonymous user', async () => {
    const page = openPage();
    page.service.isSecure = false;
    const instance = await page.load();
    const asked = vi.fn();
    instance.on({ type: 'identityTokenExpired', handler: asked });
    await instance.render();
    await page.open(instance);
    expect(asked).not.toHaveBeenCalled();
    expect(instance.getState().userID).toMatch(/^anonymous_IBMuid-/);
  });

  test('that the service refuses is requested once more; then an error panel replaces the conversation', async () => {
    const { instance, identity, service, errors, open, webChat } = await startPage();
    service.refusal = EXPIRED;
    await open(instance);
    expect(identity.asked).toBe(2);
    expect(webChat.isBroken()).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      errorType: 'IDENTITY_TOKEN',
      catastrophicErrorType: 'FAILED',
      message: 'A valid identity token is required to communicate with the integration.',
      errorCode: 401,
      otherData: 'token expired',
    });
  });

  test('that the service refuses once is requested again, and the chat opens', async () => {
    const { instance, identity, service, errors, open, webChat } = await startPage();
    service.refuseOnce('config', EXPIRED);
    await open(instance);
    expect(identity.asked).toBe(2);
    expect(webChat.isBroken()).toBe(false);
    expect(errors).toEqual([]);
  });

  test.each<[string, (event: AnyEvent) => unknown, string]>([
    ['is none', () => {}, `${FIRST} no token was set by a handler.`],
    ['fails', () => Promise.reject(new Error('down')), `${FIRST} an error was thrown by a handler.`],
  ])('that %s replaces the conversation with a permanent error panel', async (_, handler, message) => {
    const { instance, errors, open, webChat, say } = await startPage();
    handle(instance, handler);
    await open(instance);
    expect(webChat.isBroken()).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN', catastrophicErrorType: 'FAILED', message });
    expect(await outcome(say('Hello?'))).toBeInstanceOf(Error);
    instance.updateIdentityToken(token());
    await instance.changeView('launcher');
    await instance.changeView('mainWindow');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(webChat.isBroken()).toBe(true);
  });
});

describe('identityTokenExpired', () => {
  test('does not contain the old token, and passes the instance', async () => {
    const seen: unknown[] = [];
    const { instance, say } = await startExpired((event) => void Object.assign(event, { identityToken: token() }));
    instance.off({ type: 'identityTokenExpired' } as never);
    instance.on({
      type: 'identityTokenExpired',
      handler: (event, given) => {
        seen.push({ ...event }, given);
        Object.assign(event, { identityToken: token() });
      },
    });
    await say('Hello');
    expect(seen).toEqual([{ type: 'identityTokenExpired', identityToken: null }, instance]);
  });

  test('sends the same message again with the new token', async () => {
    const fresh = token();
    const { say, service, errors } = await startExpired((event) => void Object.assign(event, { identityToken: fresh }));
    await say('Hello');
    const [, refused, again] = service.messages;
    expect(again?.token).toBe(fresh);
    expect(again?.body).toEqual(refused?.body);
    expect(service.messages).toHaveLength(3);
    expect(errors).toEqual([]);
  });

  test('waits for a slow handler, and the message waits too', async () => {
    const { say, service } = await startExpired(async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 29_000));
      event['identityToken'] = token();
    });
    vi.useFakeTimers();
    const sent = outcome(say('Hello'));
    await vi.advanceTimersByTimeAsync(28_999);
    expect(service.messages).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sent).toBe('resolved');
  });

  test('passes the token of the first handler to the second one', async () => {
    const fresh = token();
    const page = await startExpired((event) => void Object.assign(event, { identityToken: fresh }));
    const seen: unknown[] = [];
    page.instance.on({
      type: 'identityTokenExpired',
      handler: ({ identityToken }) => void seen.push(identityToken),
    });
    await page.say('Hello');
    expect(seen).toEqual([fresh]);
  });

  test('reads the token after all handlers, also those for every type', async () => {
    const late = token();
    const { instance, say, service } = await startExpired(
      (event) => void Object.assign(event, { identityToken: token() }),
    );
    instance.on({
      type: '*',
      handler: async (event) => {
        await Promise.resolve();
        if (event.type === 'identityTokenExpired') Object.assign(event, { identityToken: late });
      },
    });
    await say('Hello');
    expect(service.messages.at(-1)?.token).toBe(late);
  });

  test('can also be answered with updateIdentityToken, if the event has the token too', async () => {
    const page = await startExpired((event) => {
      event['identityToken'] = token();
      page.instance.updateIdentityToken(String(event['identityToken']));
    });
    expect(await outcome(page.say('Hello'))).toBe('resolved');
  });

  test('fails if only updateIdentityToken sets the token', async () => {
    const page = await startExpired(() => page.instance.updateIdentityToken(token()));
    expect(await outcome(page.say('Hello'))).toMatchObject({ message: 'token expired' });
    expect(page.errors[0]?.message).toBe(`${FIRST} no token was set by a handler.`);
  });

  const broken = new Error('nobody home');
  test.each<[string, (event: AnyEvent) => unknown, string, unknown]>([
    ['leaves the token unset', () => {}, 'no token was set by a handler.', undefined],
    [
      'sets an empty text',
      (event) => void Object.assign(event, { identityToken: '' }),
      'no token was set by a handler.',
      undefined,
    ],
    [
      'sets no text',
      (event) => void Object.assign(event, { identityToken: { token: 'x' } }),
      'the handler returned a non-string token.',
      undefined,
    ],
    [
      'throws',
      () => {
        throw broken;
      },
      'an error was thrown by a handler.',
      broken,
    ],
    ['rejects', () => Promise.reject(broken), 'an error was thrown by a handler.', broken],
    ['rejects without a reason', () => Promise.reject(), 'an error was thrown by a handler.', undefined],
    [
      'names another sub',
      (event) => void Object.assign(event, { identityToken: testToken({ sub: 'x' }) }),
      'an error was thrown.',
      expect.objectContaining({ message: expect.stringContaining('cannot be changed to "x"') }),
    ],
  ])('fails the message and calls onError if the handler %s', async (_, handler, because, otherData) => {
    const { say, errors, webChat } = await startExpired(handler);
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'token expired' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN', message: `${FIRST} ${because}` });
    expect(errors[0]?.otherData).toEqual(otherData);
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
    await expect.poll(() => webChat.lines()).toContain(`Hello${LOST}`);
    expect(webChat.isBroken()).toBe(false);
  });

  test('with a text that is not a JWT, calls onError twice', async () => {
    const { say, errors } = await startExpired((event) => void Object.assign(event, { identityToken: 'nonsense' }));
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'token expired' });
    expect(errors.map(({ errorType }) => errorType)).toEqual(['IDENTITY_TOKEN', 'IDENTITY_TOKEN']);
    expect(errors[1]?.message).toBe(`${FIRST} an error was thrown.`);
  });

  test('without a handler, fails the message', async () => {
    const { instance, say, errors, service } = await startOpenPage();
    instance.off({ type: 'identityTokenExpired' } as never);
    service.refuseOnce('message', EXPIRED);
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'token expired' });
    expect(errors[0]?.message).toBe(`${FIRST} no token was set by a handler.`);
  });

  test('works again after a failure', async () => {
    const { instance, say, errors, service, giveToken } = await startExpired(() => {});
    await outcome(say('Hello'));
    handle(instance, giveToken);
    service.refuseOnce('message', EXPIRED);
    expect(await outcome(say('Again'))).toBe('resolved');
    expect(errors).toHaveLength(1);
  });

  test('is abandoned after 30 s, and does not fire again until the handler has settled', async () => {
    const handler = pending();
    const { instance, say, errors, service, giveToken } = await startExpired((event) => {
      event['identityToken'] = token();
      return handler.promise;
    });
    service.refusal = ({ path }) => (path === 'message' ? EXPIRED : null);
    vi.useFakeTimers();
    const one = outcome(say('One'));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await one).toMatchObject({ message: 'token expired' });
    expect(errors[0]?.message).toBe(`${FIRST} an error was thrown by a handler.`);
    expect(errors[0]?.otherData).toBe('The operation timed out after 30000ms');

    handle(instance, giveToken);
    expect(await outcome(say('Two'))).toMatchObject({ message: 'token expired' });
    expect(String(errors[1]?.otherData)).toContain('An event of type identityTokenExpired is already running.');

    handler.resolve();
    await vi.advanceTimersByTimeAsync(0);
    service.refuseOnce('message', EXPIRED);
    expect(await outcome(say('Three'))).toBe('resolved');
  });

  test('does not fire because time passes', async () => {
    const { identity, say, service } = await startOpenPage();
    vi.useFakeTimers();
    await vi.advanceTimersByTimeAsync(2 * 3_600_000);
    expect(identity.asked).toBe(1);
    expect(service.messages).toHaveLength(1);
    await outcome(say('Hello'));
    expect(identity.asked).toBe(2);
  });
});

describe('a new token is requested', () => {
  test.each([
    [403, 'whatever'],
    [400, 'token provided is malformed'],
    [400, 'Authorization header provided but does not follow JWT format'],
    [401, 'token expired'],
  ])('after %i with the text "%s"', async (status, text) => {
    const { say, identity, service, errors } = await startOpenPage();
    service.refuseOnce('message', { status, text });
    expect(await outcome(say('Hello'))).toBe('resolved');
    expect(identity.asked).toBe(2);
    expect(errors).toEqual([]);
  });

  test.each([
    [401, 'invalid signature'],
    [401, 'Unauthorized'],
    [400, 'bad request'],
    [500, 'token expired'],
  ])('not after %i with the text "%s", which is tried again after 1, 3 and 5 s and then lost', async (status, text) => {
    const { say, identity, service, errors } = await startOpenPage();
    service.refusal = ({ path }) => (path === 'message' ? { status, text } : null);
    vi.useFakeTimers();
    const sent = outcome(say('Hello'));
    const tries: number[] = [];
    for (const ms of [0, 999, 1, 2999, 1, 4999]) {
      await vi.advanceTimersByTimeAsync(ms);
      tries.push(service.messages.length - 1);
    }
    expect(tries).toEqual([1, 1, 2, 2, 3, 3]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sent).toMatchObject({ message: text });
    expect(identity.asked).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      errorType: 'MESSAGE_COMMUNICATION',
      message: 'An error occurred sending a message',
      errorCode: status,
      otherData: text,
    });
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
  });

  test('not after 403 if an old integration does not say whether security is on', async () => {
    const page = openPage();
    page.service.isSecure = undefined;
    const instance = await page.load();
    const asked = vi.fn();
    instance.on({ type: 'identityTokenExpired', handler: asked });
    await instance.render();
    await page.open(instance);
    page.service.refusal = ({ path }) => (path === 'message' ? { status: 403, text: 'no' } : null);
    vi.useFakeTimers();
    const sent = outcome(instance.send('Hello', { skipPause: true }));
    await vi.advanceTimersByTimeAsync(9_000);
    await sent;
    expect(asked).not.toHaveBeenCalled();
    expect(page.errors[0]).toMatchObject({ errorType: 'MESSAGE_COMMUNICATION', errorCode: 403 });
  });

  test('again and again without a pause for 150 s, if the service refuses fresh tokens', async () => {
    const { say, identity, service, errors } = await startOpenPage();
    service.refusal = ({ path }) => (path === 'message' ? EXPIRED : null);
    service.latencyMs = 500;
    vi.useFakeTimers();
    const sent = outcome(say('Hello'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(identity.asked).toBeGreaterThanOrEqual(19);
    await vi.advanceTimersByTimeAsync(139_000);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await sent).toBeInstanceOf(Error);
    expect(errors.map(({ errorType }) => errorType)).toEqual(['MESSAGE_COMMUNICATION']);
    const { asked } = identity;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(identity.asked).toBeLessThanOrEqual(asked + 1);
  });

  test('once to end a session; a second refusal is only logged', async () => {
    const { instance, identity, service, errors } = await startOpenPage();
    service.refusal = EXPIRED;
    expect(await outcome(instance.destroySession())).toBe('resolved');
    expect(identity.asked).toBe(2);
    expect(service.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(2);
    expect(errors).toEqual([]);
  });

  test('not for the history: after 5 s, web chat discards the stored session and begins a new conversation', async () => {
    const { instance, service, load, giveToken, identity, webChat } = await startOpenPage();
    const { sessionID } = instance.getState();
    instance.destroy();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.changeView('launcher');
    vi.useFakeTimers();
    service.refusal = ({ path }) => (path.endsWith('/notes') ? EXPIRED : null);
    await next.render();
    await vi.advanceTimersByTimeAsync(6_000);
    vi.useRealTimers();
    await expect.poll(() => webChat.lines()).toHaveLength(1);
    expect(identity.asked).toBe(2);
    expect(service.calls.filter((call) => call.endsWith('/notes')).length).toBeGreaterThan(1);
    expect(service.calls).toContain(`DELETE sessions/${sessionID}`);
    expect(next.getState().sessionID).not.toBe(sessionID);
  });
});
