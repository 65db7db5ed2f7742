import { expect, test, vi } from 'vitest';
import { installSimulatorPage, startSimulatorPage } from './simulatorPage.js';

function find<Kind extends HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`No ${selector} on the page`);
  return found;
}

const launcher = () => find<HTMLButtonElement>('button[aria-label="Open chat"]');
const dialog = () => find('[role="dialog"]');
const textbox = () => find<HTMLInputElement>('input[aria-label="Message"]');
const log = () => find('[role="log"][aria-label="Conversation"]');
const panel = () => find('.WACPanel');

test('the launcher opens the window, and the close button closes it again, each giving the focus to the other', async () => {
  await startSimulatorPage();
  expect(dialog().hidden).toBe(true);
  launcher().click();
  await expect.poll(() => dialog().hidden).toBe(false);
  expect(launcher().hidden).toBe(true);
  expect(document.activeElement).toBe(textbox());
  find('button[aria-label="Close chat"]').click();
  await expect.poll(() => dialog().hidden).toBe(true);
  expect(document.activeElement).toBe(launcher());
});

test('a typed message is sent and answered, both as lines of the log', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.open();
  textbox().value = '  Hello ';
  find<HTMLFormElement>('form').requestSubmit();
  expect(textbox().value).toBe('');
  await expect.poll(() => log().children.length).toBe(3);
  expect(log().children[1]?.textContent).toBe('Hello');
});

test('an empty message is not sent', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  await simulator.open();
  assistant.requests.length = 0;
  textbox().value = '   ';
  find<HTMLFormElement>('form').requestSubmit();
  await Promise.resolve();
  expect(assistant.requests).toEqual([]);
});

test('what the assistant or the visitor says is never read as HTML', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('<img src=x>');
  expect(log().querySelector('img')).toBeNull();
});

test('lines that are there already are left alone when others follow', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('One');
  const first = log().children[0];
  await simulator.say('Two');
  expect(log().children[0]).toBe(first);
});

test('a message that is lost says so where it stands', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  await simulator.open();
  assistant.isDown = true;
  await expect(simulator.say('Hello')).rejects.toThrow();
  expect(log().querySelector('[role="alert"]')?.textContent).toBe('This message was not delivered.');
});

test('the restart button starts the conversation anew', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('Hello');
  find('button[aria-label="Restart conversation"]').click();
  await expect.poll(() => simulator.transcript.length).toBe(1);
});

test('the error panel takes the place of conversation and input, until "Try again" leaves only the loading screen', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  assistant.refusal = { status: 401, text: 'token expired' };
  await simulator.open();
  expect([panel().hidden, log().hidden, find('form').hidden]).toEqual([false, true, true]);
  assistant.refusal = null;
  find('.WACPanel button').click();
  await expect.poll(() => panel().hidden).toBe(true);
  expect([log().hidden, find('[role="status"]').textContent]).toEqual([true, 'Connecting…']);
});

test('what the visitor wanted and did not get is only logged', async () => {
  const { instance, consoleError } = await startSimulatorPage();
  instance.on({ type: 'view:pre:change', handler: () => Promise.reject(new Error('no')) });
  launcher().click();
  await expect.poll(() => consoleError.mock.calls.flat()).toContainEqual(new Error('no'));
});

test('the status line tells what is being waited for', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  const status = () => find('[role="status"]').textContent;
  assistant.latencyMs = 5;
  const opened = simulator.open();
  await expect.poll(status, { interval: 1 }).toBe('Connecting…');
  await opened;
  const said = simulator.say('Hello');
  await expect.poll(status, { interval: 1 }).toBe('The assistant is typing…');
  await said;
  expect(status()).toBe('');
});

test('there is no launcher with showLauncher: false', async () => {
  await startSimulatorPage({ showLauncher: false });
  expect(launcher().hidden).toBe(true);
});

test('the container has its usual ID and class, and sits at the end of the body', async () => {
  await startSimulatorPage();
  const container = find('#WACContainer.WACContainer');
  expect(container.parentElement).toBe(document.body);
  expect(container.dataset['namespace']).toBeUndefined();
});

test('a namespace is in ID and data-namespace, and an element of the page takes the container', async () => {
  const host = document.body.appendChild(document.createElement('div'));
  await startSimulatorPage({ element: host, namespace: ' one ' });
  const container = find('.WACContainer');
  expect(container.parentElement).toBe(host);
  expect(container.id).toMatch(/^WACContainer--ns\d+$/);
  expect(container.dataset['namespace']).toBe(' one ');
});

test('there are no inline styles, and the style sheet goes with the window', async () => {
  const before = document.adoptedStyleSheets.length;
  const { instance } = await startSimulatorPage();
  expect(document.querySelector('style, [style]')).toBeNull();
  expect(document.adoptedStyleSheets).toHaveLength(before + 1);
  instance.destroy();
  expect(document.adoptedStyleSheets).toHaveLength(before);
});

test.each([
  ['abc', 'abc'],
  [null, null],
])('where style sheets cannot be constructed there is a style element with cspNonce %s', async (cspNonce, expected) => {
  const { load } = installSimulatorPage();
  const instance = await load({ cspNonce: cspNonce ?? undefined });
  const page = vi.spyOn(window, 'document', 'get');
  const hidden = new Proxy(document, {
    has: (target, name) => name !== 'adoptedStyleSheets' && Reflect.has(target, name),
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  page.mockReturnValue(hidden);
  await instance.render();
  page.mockRestore();
  expect(find('.WACContainer style').getAttribute('nonce')).toBe(expected);
});

test('CSS variables of the page become custom properties of the container', async () => {
  const { instance } = await startSimulatorPage();
  instance.updateCSSVariables({ 'BASE-width': '500px' });
  instance.updateCSSVariables({ 'BASE-height': '80vh' });
  const { style } = find('.WACContainer');
  expect(style.getPropertyValue('--cds-chat-BASE-width')).toBe('500px');
  expect(style.getPropertyValue('--cds-chat-BASE-height')).toBe('80vh');
});
