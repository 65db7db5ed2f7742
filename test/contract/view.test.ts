import { describe, expect, test, vi } from 'vitest';
import { type AnyEvent, fired, openPage, outcome, startOpenPage, startPage } from './samplePage.js';

const LAUNCHER = { launcher: true, mainWindow: false, tour: false };
const WINDOW = { launcher: false, mainWindow: true, tour: false };
const GREETING = 'Welcome! Ask me “Who am I?”';

describe('getState', () => {
  test('before the chat is opened', async () => {
    const { instance } = await startPage();
    expect(instance.getState()).toMatchObject({
      isWebChatOpen: false,
      isHomeScreenOpen: false,
      hasUserSentMessage: false,
      isDebugEnabled: false,
      isTourActive: false,
      isConnectedWithHumanAgent: false,
      isConnectingWithHumanAgent: false,
      serviceDesk: { isConnected: false, isConnecting: false, isSuspended: false },
      viewState: LAUNCHER,
      userID: null,
    });
    expect(instance.getState().sessionID).toBeUndefined();
  });

  test('with the window open and a message sent', async () => {
    const { instance, say, service } = await startOpenPage();
    expect(instance.getState()).toMatchObject({ hasUserSentMessage: false });
    await say('Hello');
    expect(instance.getState()).toMatchObject({
      isWebChatOpen: true,
      hasUserSentMessage: true,
      viewState: WINDOW,
      userID: 'anon-1',
      sessionID: service.sessionIDs[0],
    });
  });

  test('has these fields', async () => {
    const { instance } = await startOpenPage();
    const fields = ['hasUserSentMessage', 'isConnectedWithHumanAgent', 'isConnectingWithHumanAgent', 'isDebugEnabled'];
    fields.push('isHomeScreenOpen', 'isTourActive', 'isWebChatOpen', 'serviceDesk', 'sessionID', 'userID', 'viewState');
    expect(Object.keys(instance.getState())).toEqual(expect.arrayContaining(fields));
  });

  test('returns a copy of the view', async () => {
    const { instance } = await startPage();
    const { viewState } = instance.getState();
    viewState.mainWindow = true;
    expect(instance.getState().viewState).toEqual(LAUNCHER);
  });
});

describe('render', () => {
  test('puts one container on the page, and resolves with the instance', async () => {
    const { load } = openPage();
    const instance = await load();
    expect(document.querySelector('.WACContainer')).toBeNull();
    expect(await instance.render()).toBe(instance);
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
    expect(document.querySelector('.WACContainer')?.id).toBe('WACContainer');
  });

  test('a second time logs an error, does nothing, and resolves with the instance', async () => {
    const { instance } = await startPage();
    expect(await instance.render()).toBe(instance);
    expect(console.error).toHaveBeenCalled();
    expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
  });

  test('puts the container into an element of the page, and passes the namespace', async () => {
    const element = document.createElement('section');
    document.body.append(element);
    await startPage({ element, namespace: 'Sales' });
    const container = element.querySelector<HTMLElement>('.WACContainer');
    expect(container?.id).toMatch(/^WACContainer--ns\d+$/);
    expect(container?.dataset['namespace']).toBe('Sales');
  });

  test('fires the first change of the view', async () => {
    const { load } = openPage();
    const instance = await load();
    const seen: unknown[] = [];
    instance.on({ type: '*', handler: ({ type, ...rest }) => void seen.push([type, rest]) });
    await instance.render();
    const what = {
      reason: 'webChatLoaded',
      oldViewState: { ...LAUNCHER, launcher: false },
      newViewState: LAUNCHER,
      cancelViewChange: false,
    };
    expect(seen).toEqual([
      ['view:pre:change', what],
      ['view:change', what],
    ]);
  });
});

describe('changeView', () => {
  test('fires view:pre:change and view:change, with the reason, the old view and the new view', async () => {
    const { instance } = await startPage();
    const seen: unknown[] = [];
    instance.on({ type: '*', handler: ({ type, ...rest }) => void seen.push([type, rest]) });
    await instance.changeView('mainWindow');
    const what = {
      reason: 'calledChangeView',
      oldViewState: LAUNCHER,
      newViewState: WINDOW,
      cancelViewChange: false,
    };
    expect(seen.slice(0, 2)).toEqual([
      ['view:pre:change', what],
      ['view:change', what],
    ]);
  });

  test('resolves before the conversation appears', async () => {
    const { instance, service } = await startPage();
    await instance.changeView('mainWindow');
    expect(service.messages).toEqual([]);
  });

  test('to the current view fires no event', async () => {
    const { instance } = await startPage();
    const seen = fired(instance, '*');
    await instance.changeView('launcher');
    expect(seen).toEqual([]);
  });

  test('accepts a part of the view too', async () => {
    const { instance } = await startPage();
    await instance.changeView({ mainWindow: true });
    expect(instance.getState().viewState).toEqual({ launcher: true, mainWindow: true, tour: false });
  });

  test.each(['view:pre:change', 'view:change'])('is undone by a handler of %s that cancels it', async (type) => {
    const { instance, service, identity } = await startPage();
    instance.on({ type, handler: (event) => void Object.assign(event, { cancelViewChange: true }) });
    await instance.changeView('mainWindow');
    expect(instance.getState().viewState).toEqual(LAUNCHER);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(identity.asked).toBe(0);
    expect(service.messages).toEqual([]);
  });

  test('can be changed by a handler of view:pre:change', async () => {
    const { instance } = await startPage();
    const handler = (event: { type: string }) =>
      void Object.assign((event as AnyEvent)['newViewState'] as object, LAUNCHER);
    instance.on({ type: 'view:pre:change', handler });
    await instance.changeView('mainWindow');
    expect(instance.getState().viewState).toEqual(LAUNCHER);
  });

  test('fails if a handler fails, and the view does not change', async () => {
    const { instance } = await startPage();
    instance.once({ type: 'view:pre:change', handler: () => Promise.reject(new Error('not now')) });
    await expect(instance.changeView('mainWindow')).rejects.toThrow('not now');
    expect(instance.getState().viewState).toEqual(LAUNCHER);
    await instance.changeView('mainWindow');
    expect(instance.getState().viewState).toEqual(WINDOW);
  });

  test('fails while another change runs', async () => {
    const { instance } = await startPage();
    const inner: Promise<unknown>[] = [];
    instance.once({
      type: 'view:pre:change',
      handler: () => void inner.push(outcome(instance.changeView('mainWindow'))),
    });
    await instance.changeView('mainWindow');
    expect(await inner[0]).toMatchObject({
      message: expect.stringContaining('The view may not be changed while a view change event is already running.'),
    });
  });

  test.each(['no such view', { noSuchView: true }, undefined])('to %j logs an error and does nothing', async (view) => {
    const { instance } = await startPage();
    vi.mocked(console.error).mockClear();
    await instance.changeView(view as never);
    expect(console.error).toHaveBeenCalled();
    expect(instance.getState().viewState).toEqual(LAUNCHER);
  });

  test('before render logs an error', async () => {
    const { load } = openPage();
    const instance = await load();
    vi.mocked(console.error).mockClear();
    await outcome(instance.changeView('mainWindow'));
    expect(console.error).toHaveBeenCalled();
  });
});

describe('a click on the launcher', () => {
  test('fires the events of the window around those of the view', async () => {
    const { instance, webChat } = await startPage();
    const types = ['window:open', 'window:pre:open', 'view:change', 'view:pre:change', 'chat:ready'];
    const seen = fired(instance, ...types);
    webChat.launcher()?.click();
    await expect.poll(() => seen.at(-1)).toBe('chat:ready');
    expect(seen).toEqual(['window:pre:open', 'view:pre:change', 'window:open', 'view:change', 'chat:ready']);
    expect(instance.getState().viewState).toEqual(WINDOW);
  });

  test('passes the reason of the opening to the events', async () => {
    const { instance, webChat } = await startPage();
    const reasons: unknown[] = [];
    for (const type of ['window:pre:open', 'view:pre:change']) {
      instance.on({ type, handler: (event) => void reasons.push((event as AnyEvent)['reason']) });
    }
    webChat.launcher()?.click();
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
    expect(reasons).toEqual(['default_launcher', 'launcherClicked']);
  });
});

describe('the next page in the tab', () => {
  test('opens a chat that was left open, and requests a token at once', async () => {
    const { instance, load, giveToken, identity, webChat } = await startOpenPage();
    instance.destroy();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    const seen: unknown[] = [];
    next.on({ type: 'view:change', handler: ({ reason }) => void seen.push(reason) });
    await next.render();
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
    expect(next.getState().isWebChatOpen).toBe(true);
    expect(identity.asked).toBe(2);
    expect(seen).toEqual(['sessionHistory']);
  });

  test('keeps a chat closed that was closed, even if it opens by default', async () => {
    const { instance, load, giveToken, identity } = await startOpenPage();
    await instance.changeView('launcher');
    instance.destroy();
    const next = await load({ openChatByDefault: true });
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.render();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(next.getState().isWebChatOpen).toBe(false);
    expect(identity.asked).toBe(1);
  });
});
