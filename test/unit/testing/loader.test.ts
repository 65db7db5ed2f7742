import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { assistantAddress, httpAssistant } from '../../../src/testing/httpAssistant.js';
import { installWebChatSimulator, testToken } from '../../../src/testing/index.js';
import type { LoaderOptions, Page } from '../../../src/testing/page.js';
import { globals, installSimulatorPage, outcome, startSimulatorPage } from './simulatorPage.js';

const OPTIONS: LoaderOptions = { integrationID: 'id', region: 'eu-de' };

describe('the address of the assistant', () => {
  test.each<[string, Partial<LoaderOptions>, string]>([
    ['is IBM’s of the region', {}, 'https://integrations.eu-de.assistant.watson.appdomain.cloud/public/chat/id'],
    ['is a proxy’s', { servers: { assistantURLPrefix: 'https://proxy.test/' } }, 'https://proxy.test/public/chat/id'],
    [
      'names the subscription',
      { subscriptionID: 'sub', servers: { assistantURLPrefix: 'https://proxy.test' } },
      'https://proxy.test/sub/chat/id',
    ],
    ['is a private host’s', { cloudPrivateHostURL: 'https://own.test/' }, 'https://own.test/v1/chat/id'],
  ])('%s', (_, options, expected) => {
    expect(assistantAddress({ ...OPTIONS, ...options })).toBe(expected);
  });
});

test('over HTTP, requests have IBM’s paths, headers and bodies', async () => {
  const fetch = vi.fn(async (..._: unknown[]) => new Response('{}', { status: 200 }));
  const assistant = httpAssistant('https://a.test/public/chat/id', { fetch } as unknown as Page);
  await assistant({ method: 'GET', path: 'config', token: null });
  expect(await assistant({ method: 'POST', path: 'message', token: 't', body: { value: 1 } })).toEqual({
    status: 200,
    text: '{}',
  });
  await assistant({ method: 'DELETE', path: 'sessions/s', token: 't' });
  expect(fetch.mock.calls).toMatchObject([
    ['https://a.test/public/chat/id/config', { method: 'GET', body: null, keepalive: false }],
    [
      'https://a.test/public/chat/id/message?version=2023-09-15',
      {
        method: 'POST',
        body: '{"value":1}',
        headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      },
    ],
    ['https://a.test/public/chat/id/sessions/s?version=2023-09-15', { method: 'DELETE', keepalive: true }],
  ]);
  expect(fetch.mock.calls[0]?.[1]).not.toHaveProperty('headers.authorization');
});

test('a simulator with the address of an assistant uses it, whatever the options say', async () => {
  const fetch = vi
    .spyOn(window, 'fetch')
    .mockImplementation(async () => new Response('{"authorization":{"is_on":true}}'));
  const simulator = installWebChatSimulator({ assistant: new URL('http://localhost:9999') });
  await globals.loadWatsonAssistantChat?.({ ...OPTIONS, servers: { assistantURLPrefix: 'https://other.test' } });
  expect(fetch.mock.calls[0]?.[0]).toBe('http://localhost:9999/public/chat/id/config');
  simulator.uninstall();
  fetch.mockRestore();
});

test('onLoad is called with the instance, before anything is on the page', async () => {
  const { load } = installSimulatorPage();
  const onLoad = vi.fn(() => expect(document.querySelector('.WACContainer')).toBeNull());
  const instance = await load({ onLoad });
  expect(onLoad).toHaveBeenCalledWith(instance);
});

test('an error of onError is only logged', async () => {
  const { load, consoleError } = installSimulatorPage();
  const instance = await load({
    onError: () => {
      throw new Error('in onError');
    },
  });
  expect(() => instance.updateIdentityToken('nonsense')).toThrow();
  expect(consoleError.mock.calls.flat()).toContainEqual(new Error('in onError'));
});

test('onError may be left out', async () => {
  const { load } = installSimulatorPage();
  const instance = await load({ onError: undefined });
  expect(() => instance.updateIdentityToken('nonsense')).toThrow(SyntaxError);
});

describe('namespaces', () => {
  test('a second chat in the same namespace is created, but an error is logged', async () => {
    const { load, consoleError } = await startSimulatorPage({ namespace: 'one' });
    const second = await load({ namespace: 'one ' });
    await second.render();
    expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('same namespace. (one)'));
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(2);
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual(['one']);
  });

  test('a second chat without a namespace causes an error in the log too', async () => {
    const { load, consoleError } = await startSimulatorPage();
    await load();
    expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('No namespace provided'));
  });

  test('chats in different namespaces work together, each with its own keys', async () => {
    const { load, consoleError, simulator } = await startSimulatorPage({ namespace: 'one' });
    const two = await load({ namespace: 'two' });
    await two.render();
    expect(consoleError).not.toHaveBeenCalled();
    expect(
      Object.keys(sessionStorage).filter((key) => /^CARBON_CHAT_SESSION--ns\d+_integration$/.test(key)),
    ).toHaveLength(2);
    two.destroy();
    two.destroy();
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual(['one']);
    await simulator.open();
    expect(simulator.transcript).toHaveLength(1);
  });
});

test('getState, getLocale and getWidgetVersion return their values', async () => {
  const { instance } = await startSimulatorPage();
  expect(instance.getState()).toMatchObject({ hasUserSentMessage: false, userID: null, sessionID: undefined });
  const more = instance as never as { getLocale(): string; getWidgetVersion(): string };
  expect(more.getLocale()).toBe('en');
  expect(more.getWidgetVersion()).toMatch(/simulator/);
});

describe('storage', () => {
  test('never holds a token or a word of the conversation', async () => {
    const { simulator, assistant } = await startSimulatorPage();
    await simulator.say('a secret word');
    const all = JSON.stringify({ ...sessionStorage, cookie: document.cookie });
    expect(all).not.toContain('secret');
    expect(all).not.toContain(assistant.requests.at(-1)?.token);
  });

  test('that a sandboxed frame forbids is not needed', async () => {
    const { load, simulator } = installSimulatorPage();
    const storage = vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const instance = await load();
    instance.updateIdentityToken(testToken({ sub: 'a' }));
    await instance.render();
    await simulator.say('Hello');
    await instance.destroySession();
    storage.mockRestore();
    expect(Object.keys(sessionStorage)).toEqual([]);
  });
});

describe('the file that stands in for IBM’s script', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.spyOn(window, 'fetch').mockImplementation(async () => new Response('{}'));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    sessionStorage.clear();
    const page = globals;
    delete page.loadWatsonAssistantChat;
    delete page.watsonAssistantChatOptions;
    delete page.watsonAssistantChatSharedConfig;
  });

  test('puts the loader on the page and starts nothing', async () => {
    await import('../../../src/testing/loader.js');
    expect(window.fetch).not.toHaveBeenCalled();
    const instance = await globals.loadWatsonAssistantChat?.({ ...OPTIONS });
    expect(instance?.getState().isWebChatOpen).toBe(false);
  });

  test('starts automatically if the page has set its options', async () => {
    const page = globals;
    const onLoad = vi.fn();
    page.watsonAssistantChatOptions = { ...OPTIONS, onLoad };
    await import('../../../src/testing/loader.js');
    await expect.poll(() => onLoad.mock.calls.length).toBe(1);
  });

  test('logs an error if that start fails', async () => {
    const page = globals;
    const onLoad = () => {
      throw new Error('in onLoad');
    };
    page.watsonAssistantChatOptions = { ...OPTIONS, onLoad };
    await import('../../../src/testing/loader.js');
    await expect.poll(() => vi.mocked(console.error).mock.calls.flat()).toContainEqual(new Error('in onLoad'));
  });
});

test('uninstalling while web chat loads keeps it from starting', async () => {
  const { load, simulator, assistant } = installSimulatorPage();
  assistant.latencyMs = 1;
  const loading = outcome(load());
  simulator.uninstall();
  expect(await loading).toMatchObject({ message: expect.stringContaining('uninstalled') });
});
