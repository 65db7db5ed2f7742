/**
 * What the page's marked elements show of the state: which are hidden, and what the status says.
 */

import type { SecureWebChatState } from '../state.js';
import { MARK, markOf, wordsOf } from './words.js';

/** How a screen reader is to take those that the page itself has given no role. */
const ROLES: Readonly<Record<string, string>> = { error: 'alert', status: 'status' };

/**
 * What the page can say of who is logged in: nothing yet, nothing because the user cookie cannot be
 * read, or the user of the state.
 */
export type Knowledge = 'none' | 'unreadable' | 'user';

/** Without knowledge, the page's own HTML is the best guess. */
export function showState(state: SecureWebChatState, knowledge: Knowledge): void {
  const taker = state.user ? 'logout' : 'login';
  let hadFocus = false;
  for (const element of document.querySelectorAll<HTMLElement>(`[${MARK}]`)) {
    const mark = markOf(element);
    const role = ROLES[mark];
    if (role && !element.hasAttribute('role')) element.setAttribute('role', role);
    if (mark === 'status') write(element, state, knowledge);
    if (knowledge === 'none' || (mark !== 'login' && mark !== 'logout')) continue;
    const isHidden = knowledge === 'user' && mark !== taker;
    hadFocus ||= isHidden && !element.hidden && element.contains(document.activeElement);
    element.hidden = isHidden;
  }
  if (hadFocus) focusFirst(taker);
}

const OPENING = 'The chat opens in a moment';
/** The page's own text of a status, while it says that the chat opens. */
const textBefore = new WeakMap<Element, string>();

/** Only what differs, since a live region is read aloud when it is written. */
function write(element: HTMLElement, { user, busy, phase }: SecureWebChatState, knowledge: Knowledge): void {
  const { dataset } = element;
  const ofUser = { none: null, unreadable: '', user: wordsOf(element, user ? 'user' : 'anonymous') }[knowledge];
  const isOpening = phase === 'loading' && !!document.querySelector(`[${MARK}="open"][aria-busy="true"]`);
  const ofChat = (isOpening ? dataset['opening'] : undefined) ?? dataset[phase] ?? (isOpening ? OPENING : undefined);
  const words =
    (knowledge !== 'none' && busy ? dataset['busy'] : undefined) ?? ofChat ?? ofUser ?? textBefore.get(element);
  if (isOpening && !textBefore.has(element)) textBefore.set(element, element.textContent);
  if (!isOpening) textBefore.delete(element);
  const text = words?.replace(/\{(\w+)\}/g, (_, field: string) => fieldOf(user, field));
  if (text !== undefined && element.textContent !== text) element.textContent = text;
}

/** Empty unless the cookie itself has text or a number under this name. */
function fieldOf(user: SecureWebChatState['user'], field: string): string {
  const value = user && Object.hasOwn(user, field) ? user[field] : '';
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
}

/** Moves the focus on when the element that had it is hidden. */
function focusFirst(mark: string): void {
  const element = document.querySelector<HTMLElement>(`[${MARK}="${mark}"]`);
  const field = element?.querySelector<HTMLElement>('input:not([type=hidden]), button');
  (field ?? element)?.focus();
}
