import { describe, expect, test, vi } from 'vitest';
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

test('a typed message and its answer are lines of the log', async () => {
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

test('messages of the assistant and the visitor are never read as HTML', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('<img src=x>');
  expect(log().querySelector('img')).toBeNull();
});

test('existing lines are not changed when others follow', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('One');
  const first = log().children[0];
  await simulator.say('Two');
  expect(log().children[0]).toBe(first);
});

test('a lost message is marked in its line', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  await simulator.open();
  assistant.isDown = true;
  await expect(simulator.say('Hello')).rejects.toThrow();
  expect(log().querySelector('[role="alert"]')?.textContent).toBe('This message was not delivered.');
});

test('the restart button restarts the conversation', async () => {
  const { simulator } = await startSimulatorPage();
  await simulator.say('Hello');
  find('button[aria-label="Restart conversation"]').click();
  await expect.poll(() => simulator.transcript.length).toBe(1);
});

test('the error panel replaces the conversation and the input, until "Try again" leaves only the loading screen', async () => {
  const { simulator, assistant } = await startSimulatorPage();
  assistant.refusal = { status: 401, text: 'token expired' };
  await simulator.open();
  expect([panel().hidden, log().hidden, find('form').hidden]).toEqual([false, true, true]);
  assistant.refusal = null;
  find('.WACPanel button').click();
  await expect.poll(() => panel().hidden).toBe(true);
  expect([log().hidden, find('[role="status"]').textContent]).toEqual([true, 'Connecting…']);
});

test('a failed action of the visitor is only logged', async () => {
  const { instance, consoleError } = await startSimulatorPage();
  instance.on({ type: 'view:pre:change', handler: () => Promise.reject(new Error('no')) });
  launcher().click();
  await expect.poll(() => consoleError.mock.calls.flat()).toContainEqual(new Error('no'));
});

test('the status line says why the visitor has to wait', async () => {
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

test('a namespace is in the ID and in data-namespace, and an element of the page contains the container', async () => {
  const host = document.body.appendChild(document.createElement('div'));
  await startSimulatorPage({ element: host, namespace: ' one ' });
  const container = find('.WACContainer');
  expect(container.parentElement).toBe(host);
  expect(container.id).toMatch(/^WACContainer--ns\d+$/);
  expect(container.dataset['namespace']).toBe(' one ');
});

test('there are no inline styles, and the style sheet is removed with the window', async () => {
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
])('if style sheets cannot be constructed, there is a style element with cspNonce %s', async (cspNonce, expected) => {
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

test('the page can choose the title in the header', async () => {
  const { instance } = await startSimulatorPage();
  instance.updateMainHeaderTitle('Larry');
  expect(find('h2').textContent).toBe('Larry');
  instance.updateMainHeaderTitle();
  expect(find('h2').textContent).toBe('');
});

test('the menu has the last entries that the page set, and does not exist without entries', async () => {
  const { instance } = await startSimulatorPage();
  const chosen = vi.fn();
  expect(find('[role="menu"]').hidden).toBe(true);
  instance.updateCustomMenuOptions([{ text: 'Old', handler: chosen }]);
  instance.updateCustomMenuOptions([{ text: 'Download', handler: chosen }]);
  const entries = [...document.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  expect(entries.map(({ textContent }) => textContent)).toEqual(['Download']);
  entries[0]?.click();
  expect(chosen).toHaveBeenCalledTimes(1);
  instance.updateCustomMenuOptions([]);
  expect(find('[role="menu"]').hidden).toBe(true);
});

test('the page can handle the Enter key', async () => {
  const { instance, simulator } = await startSimulatorPage();
  await simulator.open();
  const input = instance.elements.getMessageInput();
  const press = () => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true });
    input.getHTMLElement().dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(press()).toBe(false);
  input.setEnableEnterKey(false);
  expect(press()).toBe(true);
});

test('a listener of the input receives each typed text, and the empty text after sending', async () => {
  const { instance, simulator } = await startSimulatorPage();
  await simulator.open();
  const heard = vi.fn();
  instance.elements.getMessageInput().addChangeListener(heard);
  await simulator.say('Hello');
  expect(heard.mock.calls).toEqual([['Hello'], ['']]);
});

test('the focus moves to the input on request, while the window is open', async () => {
  const { instance, simulator } = await startSimulatorPage();
  instance.requestFocus();
  expect(document.activeElement).not.toBe(textbox());
  await simulator.open();
  textbox().blur();
  instance.requestFocus();
  expect(document.activeElement).toBe(textbox());
});

describe('the custom panel', () => {
  const start = async () => {
    const page = await startSimulatorPage();
    await page.simulator.open();
    const customPanel = page.instance.customPanels.getPanel();
    customPanel.hostElement.textContent = 'What is your name?';
    return { ...page, customPanel };
  };
  const inPanel = (name: string) => find(`.WACCustomPanel [aria-label="${name}"]`);

  test('has a title, hides the conversation, and shows it again', async () => {
    const { customPanel, simulator } = await start();
    customPanel.open({ title: 'Before we begin' });
    expect(find('.WACCustomPanel').textContent).toContain('Before we begin');
    expect(simulator.transcript).toEqual([]);
    const onClickBack = vi.fn();
    customPanel.open({ onClickBack });
    inPanel('Back to the conversation').click();
    await expect.poll(() => simulator.transcript).toHaveLength(1);
    expect(onClickBack).toHaveBeenCalledTimes(1);
  });

  test('closes the window with its own button, unless the page has turned that off', async () => {
    const { customPanel, instance } = await start();
    const onClickClose = vi.fn();
    customPanel.open({ disableDefaultCloseAction: true, onClickClose });
    inPanel('Close chat').click();
    await expect.poll(() => onClickClose.mock.calls.length).toBe(1);
    expect(instance.getState().isWebChatOpen).toBe(true);
    customPanel.open({ onClickClose });
    inPanel('Close chat').click();
    await expect.poll(() => instance.getState().isWebChatOpen).toBe(false);
    expect(onClickClose).toHaveBeenCalledTimes(2);
  });

  test('shows the buttons that the page has not hidden', async () => {
    const { customPanel } = await start();
    customPanel.open({ hideBackButton: true, hideCloseButton: true });
    expect([inPanel('Back to the conversation').hidden, inPanel('Close chat').hidden]).toEqual([true, true]);
    customPanel.open({ hidePanelHeader: true });
    expect(find('.WACCustomPanel .WACHeader').hidden).toBe(true);
  });

  test('continues when a handler of its events fails', async () => {
    const { customPanel, instance, consoleError } = await start();
    const failed = new Error('of the page');
    instance.on({
      type: 'customPanel:open',
      handler: () => {
        throw failed;
      },
    });
    customPanel.open();
    await expect.poll(() => consoleError.mock.calls.flat()).toContain(failed);
    expect(find('.WACCustomPanel').hidden).toBe(false);
  });
});
