/** Owns what the page's marked elements show of the state: which are hidden, and what the status says. */

import type { SecureWebChatState } from '../state.js';
import { MARK, markOf, wordsOf } from './words.js';

/** How a screen reader is to take those that the page itself has given no role. */
const ROLES: Readonly<Record<string, string>> = { error: 'alert', status: 'status' };

/** @param isUserKnown otherwise the page's own HTML is the best guess */
export function showState(state: SecureWebChatState, isUserKnown: boolean): void {
  const taker = state.user ? 'logout' : 'login';
  let hadFocus = false;
  for (const element of document.querySelectorAll<HTMLElement>(`[${MARK}]`)) {
    const mark = markOf(element);
    const role = ROLES[mark];
    if (role && !element.hasAttribute('role')) element.setAttribute('role', role);
    if (mark === 'status') write(element, state, isUserKnown);
    if (!isUserKnown || (mark !== 'login' && mark !== 'logout')) continue;
    hadFocus ||= mark !== taker && !element.hidden && element.contains(document.activeElement);
    element.hidden = mark !== taker;
  }
  if (hadFocus) focusFirst(taker);
}

/** Only what differs, since a live region is read aloud when it is written. */
function write(element: HTMLElement, { user, busy, phase }: SecureWebChatState, isUserKnown: boolean): void {
  const { dataset } = element;
  const ofUser = isUserKnown ? wordsOf(element, user ? 'user' : 'anonymous') : null;
  const words = (isUserKnown && busy ? dataset['busy'] : undefined) ?? dataset[phase] ?? ofUser;
  const text = words?.replace(/\{(\w+)\}/g, (_, field: string) => String(user?.[field] ?? ''));
  if (text !== undefined && element.textContent !== text) element.textContent = text;
}

/** What takes the place of an element that was hidden under the visitor's keyboard. */
function focusFirst(mark: string): void {
  const element = document.querySelector<HTMLElement>(`[${MARK}="${mark}"]`);
  const field = element?.querySelector<HTMLElement>('input:not([type=hidden]), button');
  (field ?? element)?.focus();
}
