/**
 * The entry of the `<script>` file: defines `window.SecureWebChat`, and starts a chat if the
 * element has attributes for one.
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

/**
 * The class, and the chat that the attributes started, for code that comes later than the event
 * `securewebchat:ready`.
 */
export type ScriptTagClass = typeof SecureWebChat & {
  /** Null before the tag has started a chat, and if the tag has no attributes. */
  current: SecureWebChat | null;
};

interface Global extends ScriptTagClass {
  /** The element that the file runs from. */
  tag?: Element | null;
}

const page = window as unknown as { SecureWebChat?: Global };
// Markup with this ID makes an element of the name.
const before = typeof page.SecureWebChat === 'function' ? page.SecureWebChat : null;
const tag = window.document && documentProperty('currentScript');
const ours: Global = Object.assign(SecureWebChat, { current: null, tag });

if (before?.current && before.current.getState().phase !== 'destroyed') {
  // A page library that replaces the body runs the scripts of the next one, with the same tag.
  if (before.tag?.isConnected === false) before.tag = tag;
  else warn('the script is on this page twice; the first chat goes on, and this one is not started.');
} else {
  page.SecureWebChat = ours;
  if (tag?.localName === 'script') begin(tag);
}

function begin(element: HTMLOrSVGScriptElement): void {
  try {
    const settings = readAttributes(element, warn);
    if (!settings) return;
    const { options, start } = settings;
    const chat = new SecureWebChat(options);
    ours.current = chat;
    chat.on('error', report);
    // Without it, forms and buttons are the browser's own.
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

/** A page without code of its own shows errors on the console. */
function report(error: unknown): void {
  if (!isSecureWebChatError(error)) console.error(error);
  else if (error.code !== 'DESTROYED')
    console.error(`secure-web-chat: ${error.message} ${error.code}, see ${error.help}`);
}
