import { describe, expect, test, vi } from 'vitest';
import type { WebChatWriteableElements } from '../../src/web-chat/ibm/index.js';
import { startOpenPage, startPage } from './samplePage.js';

const NAMES: (keyof WebChatWriteableElements)[] = [
  'aiTooltipAfterDescriptionElement',
  'welcomeNodeBeforeElement',
  'headerBottomElement',
  'beforeInputElement',
  'homeScreenHeaderBottomElement',
  'homeScreenAfterStartersElement',
  'homeScreenBeforeInputElement',
];

const container = () => document.querySelector('.WACContainer');

describe('the writeable elements', () => {
  test('exist before rendering, are empty, and are the same each time', async () => {
    const { instance } = await startPage();
    for (const name of NAMES) {
      expect(instance.writeableElements[name]).toBeInstanceOf(HTMLElement);
      expect(instance.writeableElements[name]).toBe(instance.writeableElements[name]);
      expect(instance.writeableElements[name].childNodes).toHaveLength(0);
    }
  });

  test.each(['headerBottomElement', 'welcomeNodeBeforeElement', 'beforeInputElement'] as const)(
    '%s is in the window of an open chat',
    async (name) => {
      const { instance } = await startOpenPage();
      instance.writeableElements[name].textContent = 'of the page';
      await expect.poll(() => container()?.contains(instance.writeableElements[name])).toBe(true);
    },
  );

  test('stay in the window after a restart', async () => {
    const { instance } = await startOpenPage();
    const { welcomeNodeBeforeElement } = instance.writeableElements;
    welcomeNodeBeforeElement.textContent = 'of the page';
    await instance.restartConversation();
    await expect.poll(() => container()?.contains(welcomeNodeBeforeElement)).toBe(true);
    expect(welcomeNodeBeforeElement.textContent).toBe('of the page');
  });
});

describe('the main window', () => {
  test('adds class names and removes them', async () => {
    const { instance } = await startOpenPage();
    const mainWindow = instance.elements.getMainWindow();
    mainWindow.addClassName('of-the-page');
    await expect.poll(() => container()?.querySelector('.of-the-page') === null).toBe(false);
    mainWindow.removeClassName('of-the-page');
    await expect.poll(() => container()?.querySelector('.of-the-page') === null).toBe(true);
  });
});

describe('the input', () => {
  test('sets a value, and calls the listeners', async () => {
    const { instance } = await startOpenPage();
    const input = instance.elements.getMessageInput();
    const heard = vi.fn();
    input.addChangeListener(heard);
    input.setValue('Hello');
    await expect.poll(() => input.getHTMLElement().value).toBe('Hello');
    expect(heard.mock.calls).toEqual([['Hello']]);
    input.removeChangeListener(heard);
    input.setValue('Bye');
    await expect.poll(() => input.getHTMLElement().value).toBe('Bye');
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('is hidden if the page asks for it', async () => {
    const { instance } = await startOpenPage();
    const isShown = () => {
      const field: HTMLElement | null | undefined = instance.elements.getMessageInput().getHTMLElement();
      return Boolean(field && !field.closest('[hidden]'));
    };
    expect(isShown()).toBe(true);
    instance.updateAssistantInputFieldVisibility(false);
    await expect.poll(isShown).toBe(false);
  });
});

describe('the launcher', () => {
  test('is removed if the page asks for it', async () => {
    const { instance, webChat } = await startPage();
    await expect.poll(() => webChat.launcher()).not.toBeNull();
    instance.updateLauncherConfig({ is_on: false });
    await expect.poll(() => webChat.launcher()).toBeNull();
  });
});
