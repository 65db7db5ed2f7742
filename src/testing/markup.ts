/** Creates the elements of web chat with their accessible names. */
import type { WebChatWriteableElements } from '../web-chat/ibm/index.js';
import { element } from './element.js';
import { namespaceSuffix } from './namespace.js';
import type { LoaderOptions } from './page.js';

const SVG = 'http://www.w3.org/2000/svg';
const SPEECH_BUBBLE = 'M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z';

export type Markup = ReturnType<typeof createMarkup>;

/** The elements for the page's own content. */
export interface PageContent {
  writeable: WebChatWriteableElements;
  /** The host element of the custom panel. */
  panelHost: HTMLElement;
}

export function createMarkup(document: Document, { namespace, element: host }: LoaderOptions, content: PageContent) {
  const { writeable, panelHost } = content;
  const button = (name: string, className: string, ...children: (Node | string)[]) =>
    element(document, 'button', { type: 'button', class: className, 'aria-label': name, title: name }, ...children);
  const restart = button('Restart conversation', 'WACIcon', '↻');
  const close = button('Close chat', 'WACIcon', '✕');
  const title = element(document, 'h2', {}, 'Assistant');
  const menu = element(document, 'div', { class: 'WACMenu', role: 'menu', 'aria-label': 'Options' });
  const header = element(document, 'div', { class: 'WACHeader' }, title, menu, restart, close);
  const log = element(document, 'div', { class: 'WACLog', role: 'log', 'aria-label': 'Conversation' });
  const status = element(document, 'div', { class: 'WACStatus', role: 'status' });
  const textbox = element(document, 'input', { 'aria-label': 'Message', placeholder: 'Message', autocomplete: 'off' });
  const form = element(document, 'form', { class: 'WACForm' }, textbox, element(document, 'button', {}, 'Send'));
  const panelText = element(document, 'p', {});
  const panelTitle = element(document, 'strong', {}, 'Something went wrong');
  const tryAgain = element(document, 'button', { type: 'button' }, 'Try again');
  const panel = element(document, 'div', { class: 'WACPanel', role: 'alert' }, panelTitle, panelText, tryAgain);
  const dialog = { class: 'WACWindow', role: 'dialog', 'aria-label': 'Chat' };
  const { headerBottomElement, welcomeNodeBeforeElement, beforeInputElement } = writeable;
  const conversation = element(
    document,
    'div',
    { class: 'WACConversation' },
    ...[headerBottomElement, welcomeNodeBeforeElement, log, status, beforeInputElement, form, panel],
  );
  const customPanel = createCustomPanel(document, button, panelHost);
  const window = element(document, 'div', dialog, header, conversation, customPanel.panel);
  const launcher = button('Open chat', 'WACLauncher', createIcon(document));
  const attributes = {
    id: `WACContainer${namespaceSuffix(namespace)}`,
    class: `WACContainer${host ? ' WACContainer--inElement' : ''}`,
    ...(namespace && { 'data-namespace': namespace }),
  };
  const container = element(document, 'div', attributes, window, launcher);
  const inHeader = { title, menu, restart, close };
  const inConversation = { conversation, log, status, form, textbox, panel, panelText, tryAgain };
  return { container, launcher, window, ...inHeader, ...inConversation, customPanel };
}

function createCustomPanel(
  document: Document,
  button: (name: string, className: string, ...children: string[]) => HTMLButtonElement,
  panelHost: HTMLElement,
) {
  const back = button('Back to the conversation', 'WACIcon', '←');
  const title = element(document, 'strong', {});
  const close = button('Close chat', 'WACIcon', '✕');
  const header = element(document, 'div', { class: 'WACHeader' }, back, title, close);
  const panel = element(document, 'div', { class: 'WACCustomPanel' }, header, panelHost);
  return { panel, header, back, title, close };
}

function createIcon(document: Document): Element {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SPEECH_BUBBLE);
  icon.append(path);
  return icon;
}
