import { describe, expect, test, vi } from 'vitest';
import { readClaims } from '../../../src/testing/identityToken.js';
import { installWebChatSimulator, testToken } from '../../../src/testing/index.js';
import { globals, installSimulatorPage, startSimulatorPage } from './simulatorPage.js';

/** Everything on the page that a simulator could leave behind. */
const traces = () => ({
  keys: Object.keys(sessionStorage),
  cookie: document.cookie,
  containers: document.querySelectorAll('.WACContainer').length,
  styles: document.adoptedStyleSheets.length,
  globals: Object.keys(window).filter((name) => /watson/i.test(name)),
});

describe('uninstall', () => {
  test('undoes everything', async () => {
    const before = traces();
    const { simulator } = await startSimulatorPage();
    await simulator.say('Hello');
    expect(traces()).not.toEqual(before);
    simulator.uninstall();
    expect(traces()).toEqual(before);
  });

  test('removes the ID of the invented anonymous user too', async () => {
    const before = traces();
    const { simulator, load, assistant } = installSimulatorPage();
    assistant.isSecure = false;
    await (await load()).render();
    await simulator.open();
    expect(document.cookie).toContain('IBM_WAC_ANONYMOUS_USER_ID');
    simulator.uninstall();
    expect(traces()).toEqual(before);
  });

  test('restores the loader and the shared configuration of the page', async () => {
    const loader = vi.fn();
    const shared = { namespaces: ['theirs'], loadScriptPromises: {} };
    Object.assign(window, { loadWatsonAssistantChat: loader, watsonAssistantChatSharedConfig: shared });
    const { simulator, load } = installSimulatorPage();
    await load({ namespace: 'ours' });
    simulator.uninstall();
    expect(globals.loadWatsonAssistantChat).toBe(loader);
    expect(globals.watsonAssistantChatSharedConfig).toBe(shared);
    expect(shared.namespaces).toEqual(['theirs']);
    Object.assign(window, { loadWatsonAssistantChat: undefined, watsonAssistantChatSharedConfig: undefined });
    delete (window as { loadWatsonAssistantChat?: unknown }).loadWatsonAssistantChat;
    delete (window as { watsonAssistantChatSharedConfig?: unknown }).watsonAssistantChatSharedConfig;
  });

  test('a second time does nothing', () => {
    const first = installWebChatSimulator();
    first.uninstall();
    const second = installWebChatSimulator();
    first.uninstall();
    expect(globals.loadWatsonAssistantChat).toBeDefined();
    second.uninstall();
  });

  test('is the same as disposing', () => {
    const simulator = installWebChatSimulator();
    simulator[Symbol.dispose]();
    expect(globals.loadWatsonAssistantChat).toBeUndefined();
  });

  test('stops every timer and every request', async () => {
    const { simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    vi.useFakeTimers();
    assistant.refusal = { status: 500, text: '' };
    void simulator.say('Hello').catch(() => {});
    await vi.advanceTimersByTimeAsync(10);
    simulator.uninstall();
    assistant.requests.length = 0;
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(assistant.requests).toEqual([]);
  });

  test('stops the events of a chat that the page still references', async () => {
    const { simulator, assistant, instance } = await startSimulatorPage();
    await simulator.open();
    simulator.uninstall();
    assistant.requests.length = 0;
    void instance.send('Hello');
    await new Promise((resolve) => setTimeout(resolve));
    expect(assistant.requests).toEqual([]);
    expect(Object.keys(sessionStorage)).toEqual([]);
  });
});

describe('the visitor', () => {
  test('cannot act without a chat on the page', async () => {
    const { simulator, load } = installSimulatorPage();
    await expect(simulator.open()).rejects.toThrow('the page has no web chat');
    await load();
    await expect(simulator.say('Hello')).rejects.toThrow('the page has no web chat');
    expect(simulator.transcript).toEqual([]);
  });

  test('opens the window to send a message', async () => {
    const { simulator, instance } = await startSimulatorPage();
    expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
    expect(instance.getState().isWebChatOpen).toBe(true);
  });

  test('uses the newest of several chats', async () => {
    const { simulator, load, instance } = await startSimulatorPage();
    const second = await load({ namespace: 'two' });
    second.updateIdentityToken(testToken({ sub: 'second' }));
    await second.render();
    expect(await simulator.say('Who am I?')).toContain('second');
    second.destroy();
    expect(await simulator.say('Who am I?')).toContain('anon-1');
    expect(instance.getState().isWebChatOpen).toBe(true);
  });

  test('reads nothing while the chat is closed or hidden', async () => {
    const { simulator, instance } = await startSimulatorPage();
    await simulator.open();
    expect(simulator.transcript).toHaveLength(1);
    const container = document.querySelector<HTMLElement>('.WACContainer');
    container?.style.setProperty('display', 'none', 'important');
    expect(simulator.transcript).toEqual([]);
    container?.style.removeProperty('display');
    expect(simulator.transcript).toHaveLength(1);
    await instance.changeView('launcher');
    expect(simulator.transcript).toEqual([]);
  });
});

test('expireToken does nothing before the first token', async () => {
  const { simulator } = await startSimulatorPage();
  expect(() => simulator.expireToken()).toThrow('web chat has no token yet');
});

test('expireToken makes the service refuse the current token, and no other', async () => {
  const { simulator, identity } = await startSimulatorPage();
  await simulator.open();
  simulator.expireToken();
  await simulator.say('One');
  await simulator.say('Two');
  expect(identity.asked).toBe(2);
});

describe('the assistant in memory', () => {
  test.each<[string, unknown]>([
    ['an object', { custom_user_id: 'cade-id' }],
    ['JSON', '{"custom_user_id":"cade-id"}'],
    ['JSON in base64', btoa('{"custom_user_id":"cade-id"}')],
  ])('knows the custom user ID from a payload that is %s', async (_, user_payload) => {
    const { simulator, identity } = await startSimulatorPage();
    identity.claims = { user_payload };
    expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1 and your custom user ID is cade-id.');
  });

  test('ignores a payload that it cannot read', async () => {
    const { simulator, identity } = await startSimulatorPage();
    identity.claims = { user_payload: 'ciphertext' };
    expect(await simulator.say('Who am I?')).toBe('Your user ID is anon-1.');
  });

  test('hides the session of one user from another', async () => {
    const { assistant, simulator } = await startSimulatorPage();
    await simulator.open();
    const reply = await assistant.answer({
      method: 'GET',
      path: 'channel_conversations/session-1/notes',
      token: testToken({ sub: 'other' }),
    });
    expect(reply.status).toBe(404);
  });

  test.each<[string, string | null, number]>([
    ['no token', null, 401],
    ['a token without a subject', testToken({} as { sub: string }), 401],
    ['nonsense', 'nonsense', 400],
    ['a token of yesterday', testToken({ sub: 'a', exp: 1 }), 401],
  ])('refuses %s', async (_, token, status) => {
    const { assistant } = installSimulatorPage();
    const body = { value: {}, session_id: null };
    expect((await assistant.answer({ method: 'POST', path: 'message', token, body })).status).toBe(status);
  });

  test('accepts a token that never expires', async () => {
    const { assistant } = installSimulatorPage();
    const token = testToken({ sub: 'a', ...({ exp: undefined } as object) });
    expect((await assistant.answer({ method: 'GET', path: 'config', token })).status).toBe(200);
  });
});

describe('testToken', () => {
  test('is a JWT with the claims given, and an hour to live', () => {
    const claims = readClaims(testToken({ sub: 'änne', sid: 's' }));
    expect(claims).toMatchObject({ sub: 'änne', sid: 's' });
    expect((claims.exp ?? 0) - (claims['iat'] as number)).toBe(3600);
  });

  test('is never the same twice', () => {
    expect(testToken({ sub: 'a' })).not.toBe(testToken({ sub: 'a' }));
  });
});
