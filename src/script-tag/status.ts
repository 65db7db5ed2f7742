/** Shows the state in the page's marked elements: hides elements, and writes the status. */

import type { SecureWebChatState } from '../state.js';
import { MARK, markedAs, wordsOf } from './words.js';

/** The ARIA role of each mark, for elements to which the page has given no role. */
const ROLES: Readonly<Record<string, string>> = { error: 'alert', status: 'status' };

/**
 * Whether the script knows the user: not yet, not at all because it cannot read the user cookie, or
 * by the user in the state.
 */
export type Knowledge = 'none' | 'unreadable' | 'user';

/** While the user is not known, the page's own HTML stays as it is. */
export function showState(state: SecureWebChatState, knowledge: Knowledge): void {
  const shownMark = state.user ? 'logout' : 'login';
  let hadFocus = false;
  for (const element of document.querySelectorAll<HTMLElement>(`[${MARK}]`)) {
    const mark = markedAs(element);
    const role = ROLES[mark];
    if (role && !element.hasAttribute('role')) element.setAttribute('role', role);
    if (mark === 'status') write(element, state, knowledge);
    if (knowledge === 'none' || (mark !== 'login' && mark !== 'logout')) continue;
    const isHidden = knowledge === 'user' && mark !== shownMark;
    hadFocus ||= isHidden && !element.hidden && element.contains(document.activeElement);
    element.hidden = isHidden;
  }
  if (hadFocus) focusFirst(shownMark);
}

const OPENING = 'The chat opens in a moment';
/** The page's own text of each status element that says at the moment that the chat opens. */
const textBefore = new WeakMap<Element, string>();

/** Writes only a changed text, because a screen reader reads a live region after each write. */
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

/** Returns the field as text. Empty if the cookie has no text or number under this name. */
function fieldOf(user: SecureWebChatState['user'], field: string): string {
  const value = user && Object.hasOwn(user, field) ? user[field] : '';
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
}

/**
 * Moves the focus to an element with this mark, because the focused element was hidden. Some of
 * them cannot take it, because the page shows them only in a narrow window, for example.
 */
function focusFirst(mark: string): void {
  for (const element of document.querySelectorAll<HTMLElement>(`[${MARK}="${mark}"]`)) {
    const field = element.querySelector<HTMLElement>('input:not([type=hidden]), button') ?? element;
    field.focus();
    if (document.activeElement === field) return;
  }
}
