import { describe, expect, test } from 'vitest';
import { testToken } from '../../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import { installSimulatorPage, startSimulatorPage } from './simulatorPage.js';

type AnyEvent = { type: string; [field: string]: unknown };

function listen(instance: FullWebChatInstance, type: string, handler: (event: AnyEvent) => unknown) {
  instance.on({ type, handler: (event) => handler(event as AnyEvent) });
}

const OPEN = { launcher: false, mainWindow: true, tour: false };
const CLOSED = { launcher: true, mainWindow: false, tour: false };

test('rendering shows the launcher', async () => {
  const { instance } = await startSimulatorPage();
  expect(instance.getState()).toMatchObject({ isWebChatOpen: false, viewState: CLOSED });
});

test('rendering a second time logs an error and resolves with the instance', async () => {
  const { instance, consoleError } = await startSimulatorPage();
  expect(await instance.render()).toBe(instance);
  expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('already been called'));
  expect(document.querySelectorAll('.WACContainer')).toHaveLength(1);
});

test('a changed view is told with its reason, before and after', async () => {
  const { instance } = await startSimulatorPage();
  const seen: unknown[] = [];
  for (const type of ['view:pre:change', 'view:change']) {
    listen(instance, type, (event) => void seen.push([{ ...event }, instance.getState().isWebChatOpen]));
  }
  await instance.changeView('mainWindow');
  const told = { reason: 'calledChangeView', oldViewState: CLOSED, newViewState: OPEN, cancelViewChange: false };
  expect(seen).toEqual([
    [{ type: 'view:pre:change', ...told }, false],
    [{ type: 'view:change', ...told }, true],
  ]);
});

test('opening resolves before the conversation has begun', async () => {
  const { instance, simulator } = await startSimulatorPage();
  await instance.changeView({ launcher: false, mainWindow: true });
  expect(instance.getState().viewState).toEqual(OPEN);
  expect(simulator.transcript).toEqual([]);
});

test('the view as it is already fires nothing', async () => {
  const { instance } = await startSimulatorPage();
  let fired = 0;
  listen(instance, 'view:pre:change', () => void fired++);
  await instance.changeView('launcher');
  expect(fired).toBe(0);
});

test.each(['view:pre:change', 'view:change'])('a handler of %s can cancel', async (type) => {
  const { instance, identity } = await startSimulatorPage();
  listen(instance, type, (event) => void Object.assign(event, { cancelViewChange: true }));
  await instance.changeView('mainWindow');
  expect(instance.getState().viewState).toEqual(CLOSED);
  expect(identity.asked).toBe(0);
});

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

test('the view cannot be changed while it changes', async () => {
  const { instance } = await startSimulatorPage();
  listen(instance, 'view:pre:change', () => instance.changeView('mainWindow'));
  await expect(instance.changeView('mainWindow')).rejects.toThrow('already running');
  expect(instance.getState().viewState).toEqual(CLOSED);
});

test.each<[string, unknown]>([
  ['an unknown name', 'window'],
  ['an unknown part', { window: true }],
  ['no view at all', undefined],
])('%s is complained about', async (_, view) => {
  const { instance, consoleError } = await startSimulatorPage();
  await instance.changeView(view as 'launcher');
  expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('not a valid view name'));
});

test('a tour is refused, for there is none', async () => {
  const { instance, consoleError } = await startSimulatorPage();
  await instance.changeView('tour');
  expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('no active tour'));
  expect(instance.getState().viewState).toEqual(CLOSED);
});

test('before rendering there is no view to change', async () => {
  const { load, consoleError } = installSimulatorPage();
  const instance = await load();
  await instance.changeView('mainWindow');
  expect(consoleError).toHaveBeenCalledWith(expect.stringContaining('without ever having called the "render" method'));
  expect(instance.getState().isWebChatOpen).toBe(false);
});

describe('the view that a page begins with', () => {
  test('is the open window with openChatByDefault', async () => {
    const { instance, simulator } = await startSimulatorPage({ openChatByDefault: true });
    expect(instance.getState().isWebChatOpen).toBe(true);
    await simulator.open();
    expect(simulator.transcript).toHaveLength(1);
  });

  test.each([
    [true, false],
    [false, true],
  ])('is what the tab has stored (open: %s), whatever openChatByDefault says', async (isOpen, openChatByDefault) => {
    const page = await startSimulatorPage();
    await page.simulator.open();
    if (!isOpen) await page.instance.changeView('launcher');
    page.instance.destroy();
    const next = await page.load({ openChatByDefault });
    next.updateIdentityToken(testToken({ sub: 'anon-1' }));
    const reasons: unknown[] = [];
    listen(next, 'view:change', ({ reason }) => void reasons.push(reason));
    await next.render();
    expect(next.getState().isWebChatOpen).toBe(isOpen);
    expect(reasons).toEqual(['sessionHistory']);
  });

  test('ignores what another version or another hand has stored', async () => {
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
