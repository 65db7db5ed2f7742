/**
 * Statements about the simulator that IBM's engine cannot show, or that the contract leaves open.
 */
import { describe, expect, test, vi } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import {
  globals,
  installSimulatorPage,
  lastMessage,
  outcome,
  requestsOf,
  startSimulatorPage,
} from './simulatorPage.js';

const WELCOME = 'Welcome! Ask me “Who am I?”';
const OPEN = { launcher: false, mainWindow: true, tour: false };
const CLOSED = { launcher: true, mainWindow: false, tour: false };

type AnyEvent = { type: string; [field: string]: unknown };

function listen(instance: FullWebChatInstance, type: string, handler: (event: AnyEvent) => unknown) {
  instance.on({ type, handler: (event) => handler(event as AnyEvent) });
}

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

describe('the view', () => {
  test('a handler can ask for another view', async () => {
    const { instance } = await startSimulatorPage();
    listen(
      instance,
      'view:pre:change',
      (event) => void Object.assign(event, { newViewState: { ...OPEN, launcher: true } }),
    );
    await instance.changeView('mainWindow');
    expect(instance.getState().viewState).toEqual({ ...OPEN, launcher: true });
  });

  test.each(['view:pre:change', 'view:change'])('a tour that a handler of %s asks for is refused', async (type) => {
    const { instance } = await startSimulatorPage();
    listen(instance, type, (event) => void Object.assign(event, { newViewState: { ...OPEN, tour: true } }));
    await instance.changeView('mainWindow');
    expect(instance.getState().viewState).toEqual(CLOSED);
  });

  test('a tour is refused, because there is none', async () => {
    const { instance, consoleError } = await startSimulatorPage();
    await instance.changeView('tour');
    expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('no active tour'));
    expect(instance.getState().viewState).toEqual(CLOSED);
  });

  test('ignores data that another version or other code has stored', async () => {
    sessionStorage.setItem('CARBON_CHAT_SESSION_integration', JSON.stringify({ version: '1', viewState: OPEN }));
    const { instance } = await startSimulatorPage();
    expect(instance.getState().isWebChatOpen).toBe(false);
    instance.destroy();
    sessionStorage.setItem('CARBON_CHAT_SESSION_integration', 'no JSON');
    const { instance: next } = await startSimulatorPage();
    expect(next.getState().isWebChatOpen).toBe(false);
  });
});

describe('the deprecated window methods and events', () => {
  type Deprecated = Record<'openWindow' | 'closeWindow' | 'toggleOpen', () => Promise<unknown>>;
  const start = async () => {
    const page = await startSimulatorPage();
    const seen: string[] = [];
    for (const type of ['window:pre:open', 'window:open', 'window:pre:close', 'window:close']) {
      listen(page.instance, type, ({ reason }) => void seen.push(`${type} ${reason}`));
    }
    return { ...page, seen, old: page.instance as never as Deprecated };
  };

  test('still work', async () => {
    const { instance, old, seen } = await start();
    await old.openWindow();
    expect(instance.getState().isWebChatOpen).toBe(true);
    await old.closeWindow();
    await old.toggleOpen();
    await old.toggleOpen();
    expect(instance.getState().isWebChatOpen).toBe(false);
    expect(seen.slice(0, 4)).toEqual([
      'window:pre:open called_open_window',
      'window:open called_open_window',
      'window:pre:close called_close_window',
      'window:close called_close_window',
    ]);
  });

  test.each(['window:pre:open', 'window:open'])('can cancel opening in %s', async (type) => {
    const { instance, old } = await start();
    listen(instance, type, (event) => void Object.assign(event, { cancelOpen: true }));
    await old.openWindow();
    expect(instance.getState().viewState).toEqual(CLOSED);
  });

  test('can cancel closing', async () => {
    const { instance, old } = await start();
    await old.openWindow();
    listen(instance, 'window:pre:close', (event) => void Object.assign(event, { cancelClose: true }));
    await old.closeWindow();
    expect(instance.getState().viewState).toEqual(OPEN);
  });
});

describe('a message', () => {
  test('cancelled while a handler of pre:send is busy is not sent', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    instance.once({ type: 'pre:send', handler: () => instance.destroySession() });
    await expect(simulator.say('Hello')).rejects.toThrow('Message was cancelled');
    expect(requestsOf(assistant)).toEqual(['POST message', 'DELETE sessions/session-1']);
  });

  test('carries the locale the page has chosen, once', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    await instance.updateLocale('fr');
    const locale = () => {
      return (lastMessage(assistant).context as { global?: { system: { locale?: string } } }).global?.system.locale;
    };
    await simulator.say('Salut');
    expect(locale()).toBe('fr-fr');
    await simulator.say('Encore');
    expect(locale()).toBeUndefined();
    await instance.updateLocale('xx');
    await instance.restartConversation();
    expect(locale()).toBe('xx');
    expect((instance as never as { getLocale(): string }).getLocale()).toBe('xx');
  });
});

describe('a welcome that fails', () => {
  test.each([
    [500, 'broken', 'FAILED', 'The assistant is not available right now.'],
    [429, 'busy', 'THROTTLED', 'The assistant is talking to many people right now. Please try again later.'],
    [400, 'No skills found for the assistant', 'NO_SKILL', 'The assistant has nothing to talk about yet.'],
  ])('with %i replaces the conversation with an error panel', async (status, text, type, shown) => {
    const { simulator, assistant, errors } = await startSimulatorPage();
    assistant.refusal = ({ path }) => (path === 'message' ? { status, text } : null);
    vi.useFakeTimers();
    const opened = simulator.open();
    await vi.advanceTimersByTimeAsync(9000);
    await opened;
    expect(errors).toMatchObject([{ errorType: 'MESSAGE_COMMUNICATION', catastrophicErrorType: type }]);
    expect(simulator.transcript).toEqual([shown]);
  });

  test('because no new token is available causes an error panel too', async () => {
    const { simulator, assistant, errors, instance } = await startSimulatorPage();
    instance.on({ type: 'receive', handler: () => {} });
    const handlerFails = () => Promise.reject(new Error('down'));
    assistant.refusal = ({ path }) => {
      if (path !== 'message') return null;
      instance.off({ type: 'identityTokenExpired' } as never);
      instance.on({ type: 'identityTokenExpired', handler: handlerFails });
      return { status: 401, text: 'token expired' };
    };
    await simulator.open();
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN', catastrophicErrorType: 'FAILED' }]);
  });
});

describe('an answer', () => {
  test('without visible content is accepted all the same', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    const before = simulator.transcript.length;
    for (const reply of [
      {},
      { output: {} },
      { output: { generic: [{ response_type: 'text' }] } },
      { history: { silent: true } },
    ]) {
      assistant.refusal = ({ path }) => (path === 'message' ? { status: 200, text: JSON.stringify(reply) } : null);
      await instance.send('Hello', { silent: true });
    }
    expect(simulator.transcript).toHaveLength(before);
  });
});

describe('the conversation', () => {
  test('is begun once, however often the window is opened', async () => {
    const { simulator, instance, assistant } = await startSimulatorPage();
    await simulator.open();
    await instance.changeView('launcher');
    await simulator.open();
    expect(requestsOf(assistant)).toEqual(['POST message']);
  });

  test.each([{}, { notes: [] }, { notes: [{}] }, { notes: [{ body: [{}] }] }])(
    'shows the greeting if the history is %j, and the session continues without its old lines',
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

describe('restartConversation', () => {
  test('fires its events around clearing the transcript and deleting the session, and shows the greeting again', async () => {
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
});

describe('the token', () => {
  test('as an option that cannot be read leaves no instance and no namespace', async () => {
    const { load, errors } = installSimulatorPage();
    expect(await load({ identityToken: 'nonsense' })).toBeNull();
    expect(errors.map(({ errorType }) => errorType)).toEqual(['IDENTITY_TOKEN']);
    expect(globals.watsonAssistantChatSharedConfig?.namespaces).toEqual([]);
  });

  test('is requested when the token has expired by the clock of the assistant', async () => {
    const { simulator, identity } = await startSimulatorPage();
    identity.claims = { exp: Math.floor(Date.now() / 1000) + 10 };
    await simulator.open();
    vi.useFakeTimers({ now: Date.now() + 11_000, toFake: ['Date'] });
    identity.claims = {};
    await simulator.say('Hello');
    expect(identity.asked).toBe(2);
  });

  test('does not block the page if it is requested again and again', async () => {
    const { simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    assistant.refusal = { status: 401, text: 'token expired' };
    const said = simulator.say('Hello');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assistant.refusal = null;
    await expect(said).resolves.toContain('Hello');
  });
});

describe('the configuration', () => {
  test('of a chat that opens causes an error panel if it fails five times', async () => {
    const { simulator, assistant, errors } = await startSimulatorPage();
    const otherData = new TypeError('Failed to fetch');
    assistant.refusal = () => {
      throw otherData;
    };
    vi.useFakeTimers();
    const opened = simulator.open();
    await vi.advanceTimersByTimeAsync(8_100);
    await opened;
    expect(errors).toMatchObject([
      { errorType: 'OPEN_CONFIG', errorCode: 0, otherData, catastrophicErrorType: 'FAILED' },
    ]);
  });

  test('without a network from the start is retried for 8.1 s, and then onError is called', async () => {
    const { load, assistant, errors } = installSimulatorPage();
    assistant.isDown = true;
    vi.useFakeTimers();
    const loaded = outcome(load());
    await vi.advanceTimersByTimeAsync(8_100);
    expect(await loaded).toBeInstanceOf(Error);
    expect(errors).toMatchObject([{ errorType: 'INITIAL_CONFIG', catastrophicErrorType: 'FAILED' }]);
    expect(requestsOf(assistant)).toEqual([]);
    expect(assistant.requests).toHaveLength(5);
  });
});
