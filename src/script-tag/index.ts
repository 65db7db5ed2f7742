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

const page = window as unknown as { SecureWebChat?: ScriptTagClass };
// Markup with this ID makes an element of the name.
const current = typeof page.SecureWebChat === 'function' ? page.SecureWebChat.current : null;
const ours: ScriptTagClass = Object.assign(SecureWebChat, { current: null });

if (current && current.getState().phase !== 'destroyed') {
  warn('the script is on this page twice; the first chat goes on, and this one is not started.');
} else {
  page.SecureWebChat = ours;
  const element = window.document && documentProperty('currentScript');
  if (element?.localName === 'script') begin(element);
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
