/**
 * The entry of the `<script>` file. It defines `window.SecureWebChat`, and starts a chat if the
 * element has attributes of this package.
 */

import { documentProperty } from '../documentProperty.js';
import { missingFeature } from '../environment.js';
import { isSecureWebChatError } from '../errors.js';
import { USER_COOKIE } from '../options.js';
import { SecureWebChat } from '../SecureWebChat.js';
import { isObject } from '../validation.js';
import { readAttributes, type Settings } from './attributes.js';
import { servePageElements } from './elements.js';
import { startChat } from './start.js';

/** The class, with the chat that the attributes of the `<script>` element started. */
export type ScriptTagClass = typeof SecureWebChat & {
  /**
   * The chat, for code that runs after the event `securewebchat:ready`. Null before the chat
   * starts, and if the element has no attributes of this package.
   */
  current: SecureWebChat | null;
};

interface Global extends ScriptTagClass {
  /** The `<script>` element. */
  tag?: Element | null;
}

const page = window as unknown as { SecureWebChat?: Global };
// An element with the ID "SecureWebChat" would be a global of this name too.
const before = typeof page.SecureWebChat === 'function' ? page.SecureWebChat : null;
const tag = window.document && documentProperty('currentScript');
const ours: Global = Object.assign(SecureWebChat, { current: null, tag });

if (before?.current && before.current.getState().phase !== 'destroyed') {
  // A page library that replaces the body runs the script element of the next body again. The file
  // of a body that the visitor has left by then still runs when it arrives.
  if (isRemoved(before.tag)) before.tag = tag;
  else if (!isRemoved(tag)) {
    warn('could not start a second chat because the script is on this page twice; remove one.');
  }
} else {
  page.SecureWebChat = ours;
  if (tag?.localName === 'script') begin(tag);
}

function isRemoved(element: Element | null | undefined): boolean {
  return element?.isConnected === false;
}

function begin(element: HTMLOrSVGScriptElement): void {
  try {
    const settings = readAttributes(element, warn);
    if (!settings) return;
    const { options, start } = settings;
    const chat = new SecureWebChat(options);
    ours.current = chat;
    chat.on('error', report);
    // In an old browser, the page's forms and buttons keep their usual behaviour.
    if (!missingFeature()) serveElements(chat, settings);
    document.dispatchEvent(new CustomEvent('securewebchat:ready', { detail: chat, bubbles: true }));
    startChat(start, { chat, integrationID: options.webChat.integrationID, warn, report });
  } catch (error) {
    report(error);
  }
}

function serveElements(chat: SecureWebChat, { options, start }: Settings): void {
  const sendsFields = !isGet(options.loginEndpoint);
  servePageElements({
    chat,
    sendsFields,
    start,
    needsFields: sendsFields && options.loginEndpoint !== undefined,
    userCookie: options.userCookie ?? USER_COOKIE,
    report,
  });
}

function isGet(endpoint: unknown): boolean {
  return isObject(endpoint) ? endpoint['method'] === 'GET' : /^GET\s/i.test(String(endpoint));
}

function warn(what: string): void {
  console.warn(`secure-web-chat: ${what}`);
}

/** Logs an error, because a page without code of its own cannot handle it. */
function report(error: unknown): void {
  if (!isSecureWebChatError(error)) console.error(error);
  else if (error.code !== 'DESTROYED')
    console.error(`secure-web-chat: ${error.message} ${error.code}, see ${error.help}`);
}
