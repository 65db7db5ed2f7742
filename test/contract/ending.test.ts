import { describe, expect, test, vi } from 'vitest';
import { testToken } from '../../src/testing/identityToken.js';
import { fired, outcome, pending, startOpenPage, startPage } from './samplePage.js';

const GREETING = 'Welcome! Ask me “Who am I?”';
const SESSION_KEY = 'CARBON_CHAT_SESSION_anon-1:integration';
const LAUNCHER_KEY = 'CARBON_CHAT_SESSION_integration';
const KEYS = [SESSION_KEY, LAUNCHER_KEY, 'IBM_WAC_DEVICE_ID'];

const read = (key: string) => JSON.parse(sessionStorage.getItem(key) ?? 'null');
const namespaces = () =>
  (window as never as { watsonAssistantChatSharedConfig: { namespaces: string[] } }).watsonAssistantChatSharedConfig
    .namespaces;

describe('storage', () => {
  test('of a chat that was never opened holds no user', async () => {
    await startPage();
    expect(Object.keys(sessionStorage).sort()).toEqual(KEYS.slice(1));
    expect(document.cookie).toBe('');
  });

  test('of an open chat holds its session and its view, and neither token nor transcript', async () => {
    const { instance, say, service } = await startOpenPage();
    await say('My secret is marmalade');
    expect(Object.keys(sessionStorage).sort()).toEqual(KEYS);
    expect(read(SESSION_KEY)).toMatchObject({
      sessionID: instance.getState().sessionID,
      hasSentNonWelcomeMessage: true,
    });
    expect(read(LAUNCHER_KEY)).toMatchObject({ viewState: { launcher: false, mainWindow: true, tour: false } });
    const all = JSON.stringify({ ...sessionStorage, ...localStorage }) + document.cookie;
    expect(all).not.toContain('marmalade');
    expect(all).not.toContain(service.messages[0]?.token);
  });

  test('has the namespace in its keys', async () => {
    await startOpenPage({ namespace: 'Sales' });
    const keys = Object.keys(sessionStorage).sort();
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^CARBON_CHAT_SESSION--ns\d+_anon-1:integration$/);
    expect(keys[1]).toMatch(/^CARBON_CHAT_SESSION--ns\d+_integration$/);
  });
});

describe('destroySession', () => {
  test('deletes the session at the service, with the token, in a request that survives the page', async () => {
    const { instance, service } = await startOpenPage();
    const { sessionID } = instance.getState();
    await instance.destroySession();
    expect(service.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      path: `sessions/${sessionID}`,
      token: service.messages[0]?.token,
    });
    expect(service.inits.at(-1)?.keepalive).toBe(true);
    expect(service.sessionIDs).toEqual([]);
  });

  test('leaves the storage keys, one of which names the user’s ID, but no session', async () => {
    const { instance } = await startOpenPage();
    await instance.destroySession();
    expect(Object.keys(sessionStorage).sort()).toEqual(KEYS);
    expect(read(SESSION_KEY).sessionID ?? null).toBeNull();
    expect(read(LAUNCHER_KEY)).toMatchObject({ viewState: { launcher: true, mainWindow: false, tour: false } });
  });

  test('keeps the transcript on screen, the user and the token', async () => {
    const { instance, say, webChat, identity, service } = await startOpenPage();
    await say('Hello');
    await expect.poll(() => webChat.lines()).toHaveLength(3);
    const { userID } = instance.getState();
    await instance.destroySession();
    expect(instance.getState().userID).toBe(userID);
    expect(instance.getState().sessionID ?? null).toBeNull();
    expect(webChat.lines()).toEqual([GREETING, 'Hello', 'You said “Hello”.']);
    await say('Still here');
    expect(identity.asked).toBe(1);
    expect(service.sessionIDs).toHaveLength(1);
  });

  test('shows the launcher, without an event', async () => {
    const { instance } = await startOpenPage();
    const seen = fired(instance, '*');
    await instance.destroySession();
    expect(instance.getState()).toMatchObject({
      isWebChatOpen: false,
      viewState: { launcher: true, mainWindow: false, tour: false },
    });
    expect(seen).toEqual([]);
  });

  test('cancels messages, and only rejects the promises of their senders', async () => {
    const { instance, say, service, errors } = await startOpenPage();
    const answer = pending();
    service.delay = ({ path }) => (path === 'message' ? answer.promise : undefined);
    const both = [outcome(say('One')), outcome(say('Two'))];
    await expect.poll(() => service.messages.length).toBe(2);
    await instance.destroySession();
    expect(await Promise.all(both)).toMatchObject(Array(2).fill({ message: 'Message was cancelled' }));
    answer.resolve();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(instance.getState().sessionID ?? null).toBeNull();
    expect(errors).toEqual([]);
  });

  test.each([
    ['refuses', { status: 500, text: 'broken' }, false],
    ['is out of reach', null, true],
  ])('resolves if the service %s', async (_, refusal, isDown) => {
    const { instance, service, errors } = await startOpenPage();
    Object.assign(service, { refusal, isDown });
    expect(await outcome(instance.destroySession())).toBe('resolved');
    expect(errors).toEqual([]);
  });

  test('with an expired token, requests a new one and waits for it', async () => {
    const { instance, identity, service } = await startOpenPage();
    const { sessionID } = instance.getState();
    service.refuseOnce(`sessions/${sessionID}`, { status: 401, text: 'token expired' });
    await instance.destroySession();
    expect(identity.asked).toBe(2);
    expect(service.sessionIDs).toEqual([]);
  });

  test('with an expired token and a handler that hangs, settles after 30 s', async () => {
    const { instance, service, errors } = await startOpenPage();
    instance.off({ type: 'identityTokenExpired' } as never);
    instance.on({ type: 'identityTokenExpired', handler: () => new Promise(() => {}) });
    service.refusal = { status: 401, text: 'token expired' };
    vi.useFakeTimers();
    const done = vi.fn();
    const ended = instance.destroySession().then(done);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN', otherData: 'The operation timed out after 30000ms' }]);
  });

  test('makes no request if there is no session', async () => {
    const { instance, service } = await startPage();
    await instance.destroySession();
    expect(service.calls).toEqual([]);
  });

  test('fires neither restartConversation nor anything else that would clear the screen', async () => {
    const { instance } = await startOpenPage();
    const seen = fired(instance, 'pre:restartConversation', 'restartConversation', 'view:change');
    await instance.destroySession();
    expect(seen).toEqual([]);
  });
});

describe('destroy', () => {
  test('removes the chat from the page and frees its namespace', async () => {
    const { instance } = await startOpenPage({ namespace: 'Sales' });
    expect(namespaces()).toContain('Sales');
    expect(document.querySelector('.WACContainer')).not.toBeNull();
    expect(instance.destroy()).toBeUndefined();
    expect(document.querySelector('.WACContainer')).toBeNull();
    expect(namespaces()).not.toContain('Sales');
  });

  test('does not change the session or the storage', async () => {
    const { instance, service } = await startOpenPage();
    const before = { ...sessionStorage };
    instance.destroy();
    expect({ ...sessionStorage }).toEqual(before);
    expect(service.sessionIDs).toHaveLength(1);
    expect(service.calls).toEqual(['POST message']);
  });

  test('keeps the handlers: a message still requests a token', async () => {
    const { instance, identity, service, say } = await startOpenPage();
    instance.destroy();
    service.refuseOnce('message', { status: 401, text: 'token expired' });
    expect(await outcome(say('Hello'))).toBe('resolved');
    expect(identity.asked).toBe(2);
  });

  test('keeps the methods working', async () => {
    const { instance, service } = await startOpenPage();
    instance.destroy();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'anon-1' }))).not.toThrow();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'x' }))).toThrow('cannot be changed to "x"');
    expect(instance.getState()).toMatchObject({ userID: 'anon-1', isWebChatOpen: true });
    await instance.destroySession();
    expect(service.sessionIDs).toEqual([]);
  });

  test('makes on, once and off return undefined, although they still work', async () => {
    const { instance } = await startOpenPage();
    const type = 'pre:restartConversation';
    instance.destroy();
    const handler = vi.fn();
    expect(instance.on({ type, handler })).toBeUndefined();
    expect(instance.once({ type, handler })).toBeUndefined();
    await instance.restartConversation();
    expect(handler).toHaveBeenCalledTimes(2);
    expect(instance.off({ type, handler })).toBeUndefined();
  });

  test('lets the service answer a message that is on its way', async () => {
    const { instance, say, service } = await startOpenPage();
    const answer = pending();
    service.delay = ({ path }) => (path === 'message' ? answer.promise : undefined);
    const sent = outcome(say('Hello'));
    const seen = fired(instance, 'receive');
    await expect.poll(() => service.messages.length).toBe(2);
    instance.destroy();
    answer.resolve();
    expect(await sent).toBe('resolved');
    expect(seen).toEqual(['receive']);
  });

  test('may be called twice', async () => {
    const { instance } = await startOpenPage();
    instance.destroy();
    expect(() => instance.destroy()).not.toThrow();
  });

  test('makes room for a new chat', async () => {
    const { instance, load, giveToken, webChat } = await startOpenPage();
    instance.destroy();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.render();
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });
});
