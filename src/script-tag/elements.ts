/**
 * Handles the page's marked elements, which log in, log out and open the chat. The page can add
 * elements later.
 */

import { createUserCookie, readUser } from '../identity/userCookie.js';
import { createPageCheck } from './check.js';
import { type WarmUpHost, warmUp } from './start.js';
import { type Knowledge, showState } from './status.js';
import { actionAround, clearFailure, clearValidity, isWrongPassword, MARK, markedAs, showFailure } from './words.js';

export interface PageElementsHost extends WarmUpHost {
  /** Whether a login sends the fields of its form. A GET request has no body for them. */
  readonly sendsFields: boolean;
  /** Whether a login needs the fields of a form, so that a button alone does not work. */
  readonly needsFields: boolean;
  /**
   * The name of the user cookie. With `false`, the script hides no elements and writes no text for
   * a user.
   */
  readonly userCookie: string | false;
}

/** Handles the elements until the chat is destroyed. */
export function servePageElements(host: PageElementsHost): void {
  const { chat, userCookie } = host;
  const life = new AbortController();
  const { signal } = life;
  for (const type of ['click', 'submit']) {
    document.addEventListener(type, (event) => void act(event, host, () => show()).catch(host.report), { signal });
  }
  warmUp(host, signal);
  // These handlers run before the browser's own validation of the form.
  for (const type of ['input', 'click']) {
    const handle = ({ target }: Event) => {
      const element = actionAround(target);
      if (element) clearValidity(element);
    };
    document.addEventListener(type, handle, { signal, capture: true });
  }
  /** Whether the SDK sets the user in the state: not before `load()`, `login()` or `logout()`. */
  let isUserInState = false;
  /** Whether the cookie has named a user on this page, so that a missing cookie means nobody. */
  let hadCookie = false;
  const warnOfMistakes = createPageCheck(host.needsFields);
  const cookie = createUserCookie(userCookie);
  const show = () => {
    warnOfMistakes();
    const state = chat.getState();
    const text = cookie.text();
    const cookieUser = readUser(text);
    // Before that, only the cookie tells of a user who logged in on an earlier page.
    const user = isUserInState ? state.user : cookieUser;
    hadCookie ||= user !== null;
    let knowledge: Knowledge = 'none';
    if (userCookie && (isUserInState || hadCookie)) knowledge = text !== null && !cookieUser ? 'unreadable' : 'user';
    showState({ ...state, user }, knowledge);
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(isMarked))) show();
  });
  observer.observe(document, { childList: true, subtree: true });
  chat.on('change', ({ phase, user, busy }, previous) => {
    isUserInState ||= phase === 'ready' || user !== null || (previous.busy !== null && busy === null);
    if (phase !== 'destroyed') return show();
    life.abort();
    observer.disconnect();
  });
  // Somebody may have logged in or out on another page meanwhile.
  for (const type of ['pageshow', 'focus']) addEventListener(type, show, { signal });
  document.addEventListener('visibilitychange', show, { signal });
  show();
}

/**
 * The elements whose action is running. `aria-busy` cannot tell, because a page library may store a
 * copy of the element with that attribute, and show the copy later.
 */
const busy = new WeakSet<Element>();

/** An event with the button that submits the form, if it submits one. */
type ActionEvent = Event & { submitter?: HTMLElement | null };

async function act(
  event: ActionEvent,
  { chat, sendsFields, report }: PageElementsHost,
  show: () => void,
): Promise<void> {
  const element = actionAround(event.target);
  const isForm = element instanceof HTMLFormElement;
  if (!element || event.defaultPrevented || opensTab(event) || isForm !== (event.type === 'submit')) return;
  // Such a button cancels a dialog or sends the form elsewhere, for example to reset a password.
  if (event.submitter?.matches('[formaction], [formmethod=dialog]')) return;
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    login: () => chat.login(isForm && sendsFields ? fieldsOf(element, event) : undefined),
    logout: () => chat.logout(),
    open: () => chat.open(),
  };
  const action = actions[markedAs(element)];
  if (!action) return;
  event.preventDefault();
  if (busy.has(element)) return;
  busy.add(element);
  element.setAttribute('aria-busy', 'true');
  clearFailure(element);
  show();
  try {
    await action();
    // A field may be named `reset`.
    if (isForm) HTMLFormElement.prototype.reset.call(element);
  } catch (error) {
    for (const field of element.querySelectorAll<HTMLInputElement>('[type=password]')) field.value = '';
    if (chat.getState().phase === 'destroyed') return;
    showFailure(element, error);
    if (!isWrongPassword(error)) report(error);
  } finally {
    busy.delete(element);
    element.removeAttribute('aria-busy');
  }
}

/** Whether the visitor opens the address of a link in another tab or window. */
const opensTab = (event: Event): boolean =>
  event instanceof MouseEvent &&
  (event.ctrlKey || event.metaKey || event.shiftKey) &&
  event.target instanceof Element &&
  !!event.target.closest('a[href]');

/** Returns the fields for JSON, or in the encoding that the form's `enctype` names. */
function fieldsOf(
  form: HTMLFormElement,
  { submitter }: ActionEvent,
): FormData | URLSearchParams | Record<string, unknown> {
  const fields = new FormData(form, submitter);
  const encoding = form.getAttribute('enctype');
  if (encoding === 'multipart/form-data') return fields;
  const values = [...fields].filter((field): field is [string, string] => typeof field[1] === 'string');
  return encoding === 'application/x-www-form-urlencoded' ? new URLSearchParams(values) : Object.fromEntries(values);
}

const isMarked = (node: Node): boolean =>
  node instanceof Element && (node.matches(`[${MARK}]`) || !!node.querySelector(`[${MARK}]`));
