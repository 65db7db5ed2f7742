import { describe, expect, test, vi } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import { BROKEN, EXPIRED, globals, outcome, requestsOf, startSimulatorPage } from './simulatorPage.js';

const WELCOME = 'Welcome! Ask me “Who am I?”';

function record(instance: FullWebChatInstance, ...types: string[]) {
  const seen: string[] = [];
  for (const type of types) instance.on({ type, handler: (event) => void seen.push(event.type) });
  return seen;
}

/** The next page of the same tab, for the same user. */
async function nextPage({ instance, load }: Awaited<ReturnType<typeof startSimulatorPage>>) {
  instance.destroy();
  const next = await load();
  next.updateIdentityToken(testToken({ sub: 'anon-1' }));
  return next;
}

describe('hydration', () => {
  test('begins with the welcome and ends with chat:ready', async () => {
    const { simulator, instance } = await startSimulatorPage();
    const seen = record(instance, 'receive', 'chat:ready');
    await simulator.open();
    await Promise.resolve();
    expect(seen).toEqual(['receive', 'chat:ready']);
    expect(simulator.transcript).toEqual([WELCOME]);
  });

  test('happens once, however often the window is opened', async () => {
    const { simulator, instance, assistant } = await startSimulatorPage();
    await simulator.open();
    await instance.changeView('launcher');
    await simulator.open();
    expect(requestsOf(assistant)).toEqual(['POST message']);
  });

  test('goes on with the conversation of the page before', async () => {
    const page = await startSimulatorPage();
    await page.simulator.say('Hello');
    const { sessionID } = page.instance.getState();
    const next = await nextPage(page);
    await next.render();
    await page.simulator.open();
    expect(page.simulator.transcript).toEqual([WELCOME, 'Hello', 'You said “Hello”.']);
    expect(next.getState()).toMatchObject({ sessionID, hasUserSentMessage: true });
  });

  test('starts a new conversation, in the same window, where the old session is gone', async () => {
    const page = await startSimulatorPage();
    await page.simulator.say('Hello');
    page.assistant.forgetSessions();
    const next = await nextPage(page);
    await next.render();
    await page.simulator.open();
    expect(page.simulator.transcript).toEqual([WELCOME]);
    expect(next.getState()).toMatchObject({ sessionID: 'session-2', isWebChatOpen: true });
  });

  test('gives up history after 5 s, and knows no token refresh for it', async () => {
    const page = await startSimulatorPage();
    await page.simulator.say('Hello');
    page.assistant.refusal = ({ method, path }) => (method === 'GET' && path !== 'config' ? EXPIRED : null);
    const next = await nextPage(page);
    const asked = vi.fn();
    next.on({ type: 'identityTokenExpired', handler: asked });
    vi.useFakeTimers();
    await next.render();
    const opened = page.simulator.open();
    await vi.advanceTimersByTimeAsync(5000);
    await opened;
    expect(asked).not.toHaveBeenCalled();
    expect(requestsOf(page.assistant).filter((what) => what.startsWith('GET'))).toHaveLength(4);
    expect(page.simulator.transcript).toEqual([WELCOME]);
  });

  test.each([{}, { notes: [] }, { notes: [{}] }, { notes: [{ body: [{}] }] }])(
    'says welcome where the history is %j, and the session goes on unshown',
    async (history) => {
      const page = await startSimulatorPage();
      await page.simulator.say('Hello');
      const { assistant } = page;
      assistant.refusal = ({ path }) =>
        path.startsWith('channel_') ? { status: 200, text: JSON.stringify(history) } : null;
      const next = await nextPage(page);
      await next.render();
      await page.simulator.open();
      expect(next.getState().sessionID).toBe('session-1');
      expect(requestsOf(assistant).at(-1)).toBe('POST message');
      expect(page.simulator.transcript).toEqual([]);
    },
  );
});

describe('the main configuration', () => {
  test('that is refused gets one new token', async () => {
    const { simulator, assistant, identity, errors } = await startSimulatorPage();
    let refusals = 1;
    assistant.refusal = ({ path }) => (path === 'config' && refusals-- > 0 ? EXPIRED : null);
    await simulator.open();
    expect(identity.asked).toBe(2);
    expect(errors).toEqual([]);
    expect(simulator.transcript).toEqual([WELCOME]);
  });

  test('that is refused twice is a catastrophe', async () => {
    const { simulator, assistant, identity, errors } = await startSimulatorPage();
    assistant.refusal = EXPIRED;
    await simulator.open();
    expect(identity.asked).toBe(2);
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN', errorCode: 401, catastrophicErrorType: 'FAILED' }]);
  });

  test.each([
    ['answers an error', () => BROKEN, 500, 'broken'],
    [
      'cannot be reached',
      () => {
        throw new TypeError('Failed to fetch');
      },
      0,
      new TypeError('Failed to fetch'),
    ],
  ])('that %s five times is a catastrophe', async (_, refusal, errorCode, otherData) => {
    const { simulator, assistant, errors } = await startSimulatorPage();
    assistant.refusal = refusal;
    vi.useFakeTimers();
    const opened = simulator.open();
    await vi.advanceTimersByTimeAsync(8_100);
    await opened;
    expect(errors).toMatchObject([{ errorType: 'OPEN_CONFIG', errorCode, otherData, catastrophicErrorType: 'FAILED' }]);
  });
});

describe('restartConversation', () => {
  test('fires its events around clearing the transcript and deleting the session, and says welcome again', async () => {
    const { simulator, instance, assistant, identity } = await startSimulatorPage();
    await simulator.say('Hello');
    const seen: [string, number, number][] = [];
    for (const type of ['pre:restartConversation', 'restartConversation']) {
      instance.on({
        type,
        handler: () => void seen.push([type, simulator.transcript.length, assistant.sessionIDs.length]),
      });
    }
    await instance.restartConversation();
    expect(seen).toEqual([
      ['pre:restartConversation', 3, 1],
      ['restartConversation', 0, 0],
    ]);
    expect(simulator.transcript).toEqual([WELCOME]);
    expect(instance.getState()).toMatchObject({ sessionID: 'session-2', userID: 'anon-1' });
    expect(identity.asked).toBe(1);
  });

  test('of a closed chat waits with the welcome until it is opened', async () => {
    const { simulator, instance, assistant } = await startSimulatorPage();
    await simulator.say('Hello');
    await instance.changeView('launcher');
    await instance.restartConversation();
    expect(requestsOf(assistant).at(-1)).toBe('DELETE sessions/session-1');
    await simulator.open();
    expect(simulator.transcript).toEqual([WELCOME]);
  });

  test('a second time while the first runs is ignored with a warning', async () => {
    const { simulator, instance, consoleWarn, assistant } = await startSimulatorPage();
    await simulator.open();
    await Promise.all([instance.restartConversation(), instance.restartConversation()]);
    expect(consoleWarn).toHaveBeenCalledWith(expect.stringContaining('previous restart is still pending'));
    expect(requestsOf(assistant).filter((what) => what.startsWith('DELETE'))).toHaveLength(1);
  });

  test('cancels messages that are on their way, without telling onError', async () => {
    const { simulator, instance, assistant, errors } = await startSimulatorPage();
    await simulator.open();
    vi.useFakeTimers();
    assistant.refusal = ({ path }) => (path === 'message' ? BROKEN : null);
    const lost = [outcome(simulator.say('One')), outcome(simulator.say('Two'))];
    await vi.advanceTimersByTimeAsync(500);
    assistant.refusal = null;
    await instance.restartConversation();
    for (const said of lost) expect(await said).toMatchObject({ message: 'Message was cancelled' });
    expect(errors).toEqual([]);
    assistant.requests.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(assistant.requests).toEqual([]);
    expect(simulator.transcript).toEqual([WELCOME]);
  });

  test('drops an answer that comes in the middle of it', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.open();
    let release = () => {};
    instance.once({ type: 'pre:receive', handler: () => new Promise<void>((resolve) => (release = resolve)) });
    const said = outcome(simulator.say('Hello'));
    await new Promise((resolve) => setTimeout(resolve));
    const restarted = instance.restartConversation();
    await said;
    release();
    await restarted.catch(() => {});
    expect(simulator.transcript).not.toContain('You said “Hello”.');
  });

  test('waits for a hydration that is going on', async () => {
    const { simulator, instance } = await startSimulatorPage();
    let release = () => {};
    const order = record(instance, 'pre:restartConversation', 'chat:ready', 'restartConversation');
    instance.on({ type: 'identityTokenExpired', handler: () => new Promise<void>((resolve) => (release = resolve)) });
    const opened = simulator.open();
    await new Promise((resolve) => setTimeout(resolve));
    const restarted = instance.restartConversation();
    await new Promise((resolve) => setTimeout(resolve));
    expect(order).toEqual(['pre:restartConversation']);
    release();
    await Promise.all([opened, restarted]);
    expect(order.at(-1)).toBe('chat:ready');
    expect(order).toContain('restartConversation');
  });

  test('rejects and can be called again where its own event is refused', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.say('Hello');
    instance.once({ type: 'pre:restartConversation', handler: () => Promise.reject(new Error('not now')) });
    await expect(instance.restartConversation()).rejects.toThrow('not now');
    expect(simulator.transcript).toHaveLength(3);
    await instance.restartConversation();
    expect(simulator.transcript).toEqual([WELCOME]);
  });

  test('lets a handler begin the new conversation with a message of its own', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.open();
    instance.once({ type: 'restartConversation', handler: () => instance.send('Start here') });
    await instance.restartConversation();
    expect(simulator.transcript).toEqual(['Start here', 'You said “Start here”.']);
  });

  test('waits for a conversation that a handler has begun and left alone', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.open();
    instance.once({ type: 'restartConversation', handler: () => void instance.send('Start here') });
    await instance.restartConversation();
    expect(simulator.transcript).toEqual(['Start here', 'You said “Start here”.']);
  });

  test('before any user is known makes the stored session of the next one be discarded', async () => {
    const page = await startSimulatorPage();
    await page.simulator.say('Hello');
    page.instance.destroy();
    const next = await page.load();
    await next.restartConversation();
    next.updateIdentityToken(testToken({ sub: 'anon-1' }));
    expect(next.getState().sessionID).toBeNull();
    expect(requestsOf(page.assistant).at(-1)).toBe('DELETE sessions/session-1');
    next.destroy();
    const third = await nextPage(page);
    expect(third.getState().sessionID).toBeNull();
  });
});

describe('destroySession', () => {
  test('deletes the session, closes the window, and leaves transcript, user and token', async () => {
    const { simulator, instance, assistant, identity } = await startSimulatorPage();
    await simulator.say('Hello');
    await instance.destroySession();
    expect(assistant.sessionIDs).toEqual([]);
    expect(instance.getState()).toMatchObject({ isWebChatOpen: false, sessionID: undefined, userID: 'anon-1' });
    await simulator.open();
    expect(simulator.transcript).toContain('Hello');
    expect(await simulator.say('Who am I?')).toContain('anon-1');
    expect(identity.asked).toBe(1);
  });

  test('leaves emptied keys behind, one of them with the sub in its name', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.say('Hello');
    await instance.destroySession();
    expect(Object.keys(sessionStorage).sort()).toEqual([
      'CARBON_CHAT_SESSION_anon-1:integration',
      'CARBON_CHAT_SESSION_integration',
      'IBM_WAC_DEVICE_ID',
    ]);
    expect(sessionStorage.getItem('CARBON_CHAT_SESSION_anon-1:integration')).not.toContain('session-1');
  });

  test('with an expired token asks for a new one and tries once more', async () => {
    const { simulator, instance, identity, assistant } = await startSimulatorPage();
    await simulator.open();
    simulator.expireToken();
    await instance.destroySession();
    expect(identity.asked).toBe(2);
    expect(assistant.sessionIDs).toEqual([]);
  });

  test.each([
    ['is refused twice', () => EXPIRED, 2],
    ['fails', () => BROKEN, 1],
  ])('only logs where deleting %s', async (_, refusal, asked) => {
    const { simulator, instance, identity, assistant, consoleError } = await startSimulatorPage();
    await simulator.open();
    assistant.refusal = refusal;
    await expect(instance.destroySession()).resolves.toBeUndefined();
    expect(identity.asked).toBe(asked);
    expect(consoleError).toHaveBeenCalledWith(
      expect.stringContaining('Failed to delete server session'),
      expect.anything(),
    );
  });

  test('only logs where no new token is to be had', async () => {
    const { simulator, instance, errors } = await startSimulatorPage();
    await simulator.open();
    instance.off({ type: 'identityTokenExpired' } as never);
    simulator.expireToken();
    await expect(instance.destroySession()).resolves.toBeUndefined();
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN' }]);
  });

  test('before there is a session asks nothing', async () => {
    const { instance, assistant } = await startSimulatorPage();
    await instance.destroySession();
    expect(requestsOf(assistant)).toEqual([]);
  });

  test('works after destroy, too', async () => {
    const { simulator, instance, assistant } = await startSimulatorPage();
    await simulator.open();
    instance.destroy();
    await instance.destroySession();
    expect(requestsOf(assistant).at(-1)).toBe('DELETE sessions/session-1');
  });
});

describe('destroy', () => {
  test('takes the container away and frees the namespace', async () => {
    const { instance } = await startSimulatorPage({ namespace: 'one' });
    expect(document.querySelector('.WACContainer')).not.toBeNull();
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual(['one']);
    instance.destroy();
    expect(document.querySelector('.WACContainer')).toBeNull();
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual([]);
  });

  test('neither disables the object, nor removes handlers, nor clears storage', async () => {
    const { simulator, instance, identity } = await startSimulatorPage();
    await simulator.say('Hello');
    const stored = { ...sessionStorage };
    simulator.expireToken();
    instance.destroy();
    expect({ ...sessionStorage }).toEqual(stored);
    await instance.send('From the grave');
    expect(identity.asked).toBe(2);
    expect(() => instance.updateIdentityToken(testToken({ sub: 'anon-1' }))).not.toThrow();
  });
});
