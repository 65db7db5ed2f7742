import { describe, expect, test } from 'vitest';
import { fired, startOpenPage, startPage } from './samplePage.js';

const AT_ONCE = { disableAnimation: true };
const EVENTS = ['customPanel:pre:open', 'customPanel:open', 'customPanel:pre:close', 'customPanel:close'];

/** Whether the panel is visible: neither the panel nor an element around it is hidden. */
function isShown(element: HTMLElement): boolean {
  const hiding = '[hidden], .WAC__overlay-panel--closed, [style*="display: none"], [style*="display:none"]';
  return element.isConnected && element.closest(hiding) === null;
}

describe('the custom panel', () => {
  test('is the same each time, and has an empty element that belongs to the page', async () => {
    const { instance } = await startPage();
    const panel = instance.customPanels.getPanel();
    expect(instance.customPanels.getPanel()).toBe(panel);
    expect(panel.hostElement).toBeInstanceOf(HTMLElement);
    expect(panel.hostElement.childNodes).toHaveLength(0);
  });

  test('covers the conversation when it opens, and disappears when it closes', async () => {
    const { instance } = await startOpenPage();
    const panel = instance.customPanels.getPanel();
    panel.hostElement.textContent = 'What is your name?';
    expect(isShown(panel.hostElement)).toBe(false);
    panel.open(AT_ONCE);
    await expect.poll(() => isShown(panel.hostElement)).toBe(true);
    panel.close();
    await expect.poll(() => isShown(panel.hostElement)).toBe(false);
    expect(panel.hostElement.textContent).toBe('What is your name?');
  });

  test('fires an event when it begins to open or close, and another one when it has finished', async () => {
    const { instance } = await startOpenPage();
    const seen = fired(instance, ...EVENTS);
    instance.customPanels.getPanel().open(AT_ONCE);
    await expect.poll(() => seen).toEqual(EVENTS.slice(0, 2));
    instance.customPanels.getPanel().close();
    await expect.poll(() => seen).toEqual(EVENTS);
  });

  test('does nothing when it is opened or closed twice', async () => {
    const { instance } = await startOpenPage();
    const seen = fired(instance, ...EVENTS);
    const panel = instance.customPanels.getPanel();
    panel.close();
    panel.open(AT_ONCE);
    panel.open(AT_ONCE);
    await expect.poll(() => seen).toEqual(EVENTS.slice(0, 2));
    panel.close();
    panel.close();
    await expect.poll(() => seen).toEqual(EVENTS);
  });

  test('closes when the conversation restarts, and a handler of restartConversation can open it again', async () => {
    const { instance } = await startOpenPage();
    const panel = instance.customPanels.getPanel();
    const seen = fired(instance, ...EVENTS);
    panel.open(AT_ONCE);
    await expect.poll(() => seen).toEqual(EVENTS.slice(0, 2));
    await instance.restartConversation();
    await expect.poll(() => seen).toEqual(EVENTS);
    expect(isShown(panel.hostElement)).toBe(false);

    instance.once({ type: 'restartConversation', handler: () => panel.open(AT_ONCE) });
    await instance.restartConversation();
    await expect.poll(() => isShown(panel.hostElement)).toBe(true);
  });

  test('can show a form before the conversation: the greeting waits for the handler of view:change', async () => {
    const { instance, service } = await startPage();
    const panel = instance.customPanels.getPanel();
    let submit = () => {};
    instance.once({
      type: 'view:change',
      handler: () =>
        new Promise<void>((resolve) => {
          submit = resolve;
          panel.open(AT_ONCE);
        }),
    });
    const opened = instance.changeView('mainWindow');
    await expect.poll(() => isShown(panel.hostElement)).toBe(true);
    expect(service.messages).toHaveLength(0);
    panel.close();
    submit();
    await opened;
    await expect.poll(() => service.messages).toHaveLength(1);
  });

  test('can be abandoned: if a handler of view:change cancels, the window closes without a greeting', async () => {
    const { instance, service } = await startPage();
    instance.once({
      type: 'view:change',
      handler: (event) => {
        event.cancelViewChange = true;
      },
    });
    await instance.changeView('mainWindow');
    expect(instance.getState().isWebChatOpen).toBe(false);
    expect(service.messages).toHaveLength(0);
  });
});
