import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { answers } from '../memoryBackend.js';
import { hostScript } from '../scriptHost.js';
import {
  codesOf,
  container,
  createSite,
  fullInstance,
  loggedInSite,
  nextPage,
  outcome,
  pass,
  renew,
  settle,
  talkingSite,
} from '../site.js';

describe('the first load()', () => {
  test('puts the launcher on the page and sends no request to the backend', async () => {
    const { backend, chat, states } = createSite();
    const instance = await chat.load();
    expect(chat.instance).toBe(instance);
    expect(container()?.isConnected).toBe(true);
    expect(backend.asked).toEqual([]);
    expect(states.map(({ phase }) => phase)).toEqual(['loading', 'ready']);
  });

  test('returns the same promise to a listener of its first change that calls it too', async () => {
    const { chat } = createSite();
    chat.on('change', () => void outcome(chat.load()));
    await chat.load();
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('puts one script element of IBM on the page', async () => {
    const { chat } = createSite();
    const script = hostScript('runs');
    const loading = outcome(chat.load());
    await pass(1_000);
    expect(loading.result).toBe(chat.instance);
    expect(script.elements.map(({ src }) => src)).toEqual([
      'https://web-chat.global.assistant.watson.appdomain.cloud/versions/latest/WatsonAssistantChatEntry.js',
    ]);
  });

  test.each([
    [{ clientVersion: '8.1.0' }, 'https://web-chat.global.assistant.watson.appdomain.cloud/versions/8.1.0/'],
    [{ servers: { webChatScriptPrefix: 'https://proxy.example' } }, 'https://proxy.example/versions/latest/'],
    [{ cloudPrivateHostURL: 'https://on.prem' }, 'https://on.prem/static/webchat/versions/latest/'],
  ])('with %j loads the script from %s', async (webChat, address) => {
    const { chat } = createSite({ webChat });
    const script = hostScript('runs');
    void outcome(chat.load());
    await settle();
    expect(script.elements[0]?.src).toBe(`${address}WatsonAssistantChatEntry.js`);
  });

  test('waits for the body, which a stylesheet in the head can delay', async () => {
    const { body } = document;
    const site = createSite();
    body.remove();
    onTestFinished(() => document.documentElement.append(body));
    const loading = outcome(site.chat.load());
    await pass(1_000);
    expect(loading.result).toBe('pending');
    document.documentElement.append(body);
    document.dispatchEvent(new Event('DOMContentLoaded'));
    await settle();
    expect(loading.result).toBe(site.chat.instance);
    expect(container()?.isConnected).toBe(true);
  });

  test('ends with destroy() while it waits for the body', async () => {
    const { body } = document;
    const site = createSite();
    body.remove();
    onTestFinished(() => document.documentElement.append(body));
    const loading = outcome(site.chat.load());
    await settle();
    await site.chat.destroy();
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
  });

  test('waits until a prerendered page becomes visible', async () => {
    const { chat, assistant } = createSite();
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    const loading = outcome(chat.load());
    await pass(60_000);
    Reflect.deleteProperty(document, 'prerendering');
    expect(chat.getState().phase).toBe('loading');
    expect(assistant.requests).toEqual([]);
    document.dispatchEvent(new Event('prerenderingchange'));
    await settle();
    expect(loading.result).toBe(chat.instance);
  });

  test('ends with destroy() while it waits on a prerendered page', async () => {
    const { chat } = createSite();
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    const loading = outcome(chat.load());
    await settle();
    await chat.destroy();
    Reflect.deleteProperty(document, 'prerendering');
    document.dispatchEvent(new Event('prerenderingchange'));
    await settle();
    expect(loading.result).toMatchObject({ code: 'DESTROYED' });
    expect(container() === null).toBe(true);
  });
});

describe('a load() that fails', () => {
  test('leaves the page unchanged, and the next one starts again', async () => {
    const { chat, assistant, simulator } = createSite();
    assistant.isDown = true;
    const loading = outcome(chat.load());
    await pass(60_000);
    expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED' });
    expect(chat.getState()).toMatchObject({ phase: 'failed', error: loading.result });
    expect(chat.instance).toBe(null);
    expect(container() === null).toBe(true);
    assistant.isDown = false;
    expect(await chat.load()).toBe(chat.instance);
    expect(chat.getState()).toMatchObject({ phase: 'ready', error: null });
    expect(await simulator.say('Who am I?')).toContain('anon-1');
  });

  test('because of a missing script is repeated when the browser is online again', async () => {
    const { chat } = createSite();
    const script = hostScript('fails');
    const loading = outcome(chat.load());
    await pass(60_000);
    expect(loading.result).toMatchObject({ code: 'SCRIPT_FAILED', retryable: true });
    expect(script.elements).toHaveLength(3);
    expect(script.onPage).toBe(0);
    script.change('runs');
    window.dispatchEvent(new Event('online'));
    await pass(1_000);
    expect(chat.getState().phase).toBe('ready');
    expect(script.elements).toHaveLength(4);
  });

  test('because of a missing script is not repeated online if the page has repeated it', async () => {
    const { chat } = createSite();
    const script = hostScript('fails');
    void outcome(chat.load());
    await pass(60_000);
    script.change('runs');
    void outcome(chat.load());
    await pass(1_000);
    window.dispatchEvent(new Event('online'));
    await pass(60_000);
    expect(script.elements).toHaveLength(4);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('because of a missing script is not repeated online if web chat fails later for another reason', async () => {
    const site = createSite();
    const script = hostScript('fails');
    void outcome(site.chat.load());
    await pass(30_000);
    script.change('runs');
    const loading = outcome(site.chat.load());
    await pass(1_000);
    expect(loading.result).toBe(site.chat.instance);
    await site.simulator.open();
    for (const sub of ['other-1', 'other-2']) {
      site.backend.become({ sub });
      await renew(site).catch(() => {});
      await settle();
    }
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(site.chat.getState()).toMatchObject({ phase: 'failed', error: { code: 'SUBJECT_UNSTABLE' } });
  });

  test('for another reason is not repeated online', async () => {
    const { chat, assistant } = createSite();
    assistant.isDown = true;
    void outcome(chat.load());
    await pass(60_000);
    const { length } = assistant.requests;
    window.dispatchEvent(new Event('online'));
    await pass(60_000);
    expect(assistant.requests).toHaveLength(length);
  });

  test('is not repeated online after destroy()', async () => {
    const { chat } = createSite();
    const script = hostScript('fails');
    void outcome(chat.load());
    await pass(60_000);
    await chat.destroy();
    window.dispatchEvent(new Event('online'));
    await pass(60_000);
    expect(script.elements).toHaveLength(3);
  });

  test('rejects all waiting callers with the same error', async () => {
    const { chat } = createSite();
    hostScript('fails');
    const both = [outcome(chat.load()), outcome(chat.open())];
    await pass(60_000);
    expect(both[0]?.result).toMatchObject({ code: 'SCRIPT_FAILED' });
    expect(both[1]?.result).toBe(both[0]?.result);
  });

  test('because the loader creates no instance says so', async () => {
    const { chat } = createSite();
    window.loadWatsonAssistantChat = () => Promise.resolve(null as never);
    await expect(chat.load()).rejects.toMatchObject({ name: 'SecureWebChatError', code: 'WEB_CHAT_FAILED' });
  });
});

describe('an instance that was replaced', () => {
  test('gets no token', async () => {
    const { assistant, backend, chat, simulator, errors } = await talkingSite();
    const old = chat.instance;
    await chat.destroy();
    const { length } = backend.asked;
    assistant.refusal = { status: 401, text: 'token expired' };
    await expect(old?.send('Hello?')).rejects.toThrow();
    expect(backend.asked).toHaveLength(length);
    expect(errors).toEqual([]);
    simulator.uninstall();
  });

  test('cannot change the state of the chat that replaced it', async () => {
    const site = await talkingSite();
    const old = site.chat.instance;
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    await settle();
    const state = site.chat.getState();
    site.assistant.refusal = { status: 500, text: 'broken' };
    const said = outcome(old?.send('Hello?') as Promise<void>);
    await pass(60_000);
    expect(said.result).toBeInstanceOf(Error);
    expect(site.chat.getState()).toBe(state);
    expect(codesOf(site.errors)).toEqual([]);
  });

  test('passes no late answer to the chat that replaced it', async () => {
    const site = await loggedInSite();
    const old = site.chat.instance;
    site.backend.script.token.push(answers(403));
    await site.chat.logout();
    await old?.send('Said too late');
    await site.chat.open();
    await pass(1_000);
    expect(site.simulator.transcript.join()).not.toContain('Said too late');
  });
});

describe('two chats on one page', () => {
  test('in one namespace are refused', async () => {
    const { chat, create, simulator } = createSite();
    await chat.load();
    await expect(create().load()).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('namespace'),
    });
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
    expect(await simulator.say('Who am I?')).toContain('anon-1');
  });

  test('in two namespaces both work, and only the affected one is hidden', async () => {
    const site = createSite();
    await site.chat.load();
    const other = site.create({ webChat: { namespace: 'other' } });
    await other.load();
    await other.destroy();
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
    expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  });

  test('the second waits for the session of the first to end, and keeps its own', async () => {
    const site = await talkingSite();
    const old = fullInstance(site);
    const end = old.destroySession.bind(old);
    vi.spyOn(old, 'destroySession').mockImplementation(async () => {
      await end();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    });
    void site.chat.destroy({ endSession: true });
    const between = site.create();
    void outcome(between.load());
    await settle();
    void between.destroy();
    const next = site.create();
    const opened = outcome(next.open());
    await pass(999);
    expect(opened.result).toBe('pending');
    await pass(5_000);
    expect(opened.result).toBeUndefined();
    expect(site.console.error).not.toHaveBeenCalled();
    const { sessionID } = (await next.load()).getState();
    const third = await nextPage({ ...site, chat: next });
    await third.chat.open();
    await settle();
    expect(third.chat.instance?.getState().sessionID).toBe(sessionID);
  });

  test('the second may load once the first is destroyed', async () => {
    const { chat, create } = createSite();
    const second = create();
    await chat.load();
    const refused = outcome(second.load());
    await settle();
    expect(refused.result).toMatchObject({ code: 'INVALID_OPTIONS' });
    await chat.destroy();
    expect(await second.load()).toBe(second.instance);
  });

  test.each(['load', 'destroy'] as const)('a failed one that calls %s() does not replace the other', async (method) => {
    const { chat, create, assistant } = createSite();
    assistant.isDown = true;
    void outcome(chat.load());
    await pass(60_000);
    expect(chat.getState().phase).toBe('failed');
    assistant.isDown = false;
    const other = create();
    await other.load();
    const call = outcome<unknown>(chat[method]());
    await settle();
    if (method === 'load') expect(call.result).toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(create().load()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });
});

test('a chat that is opened again after a renewal continues', async () => {
  const site = await talkingSite();
  expect(await renew(site)).toContain('anon-1');
  await site.chat.instance?.changeView('launcher');
  await site.chat.open();
  expect(site.backend.asked).toEqual(['token open', 'token expired']);
});

test('the state has the user as soon as loading begins, even if web chat does not start', async () => {
  const site = createSite({ style: 'cookie' });
  site.backend.become({ user: 'cade' });
  window.loadWatsonAssistantChat = () => Promise.reject(new Error('It does not start'));
  await expect(site.chat.load()).rejects.toMatchObject({ code: 'WEB_CHAT_FAILED' });
  expect(site.chat.getState()).toMatchObject({ phase: 'failed', user: { name: 'cade' } });
});
