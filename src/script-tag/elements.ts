/**
 * What the page's marked elements do: log in, log out, and open the chat. Elements may come into
 * the page later.
 */

import { createUserCookie, readUser } from '../identity/userCookie.js';
import { createPageCheck } from './check.js';
import { type WarmUpHost, warmUp } from './start.js';
import { showState } from './status.js';
import { complain, excuse, excuseFields, isWrongPassword, MARK, markOf } from './words.js';

export interface PageElementsHost extends WarmUpHost {
  /** Whether the fields of a login form can be sent: a GET cannot carry them. */
  readonly sendsFields: boolean;
  /** Whether a login has to send some: a button alone cannot. */
  readonly needsFields: boolean;
  /**
   * The name of the cookie that says who is logged in; without one, nothing is hidden and no status
   * is written.
   */
  readonly userCookie: string | false;
}

/** Serves them until the chat is destroyed. */
export function servePageElements(host: PageElementsHost): void {
  const { chat, userCookie } = host;
  const life = new AbortController();
  const { signal } = life;
  for (const type of ['click', 'submit']) {
    document.addEventListener(type, (event) => void act(event, host, () => show()), { signal });
  }
  warmUp(host, signal);
  // In front of the browser's own check of the form.
  for (const type of ['input', 'click']) {
    const handle = (event: Event) => {
      const element = markedAround(event);
      if (element) excuseFields(element);
    };
    document.addEventListener(type, handle, { signal, capture: true });
  }
  let isUserKnown = false;
  const checkPage = createPageCheck(host.needsFields);
  const { text } = createUserCookie(userCookie);
  const isUnreadable = () => text() !== null && readUser(text()) === null;
  const show = () => {
    checkPage();
    showState(chat.getState(), !userCookie || !isUserKnown ? 'none' : isUnreadable() ? 'unreadable' : 'user');
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some(isMarked))) show();
  });
  observer.observe(document, { childList: true, subtree: true });
  chat.on('change', ({ phase, user, busy }, previous) => {
    isUserKnown ||= phase === 'ready' || user !== null || (previous.busy !== null && busy === null);
    if (phase !== 'destroyed') return show();
    life.abort();
    observer.disconnect();
  });
  show();
}

async function act(event: Event, { chat, sendsFields, report }: PageElementsHost, show: () => void): Promise<void> {
  const element = markedAround(event);
  const isForm = element instanceof HTMLFormElement;
  if (!element || event.defaultPrevented || isForm !== (event.type === 'submit')) return;
  const actions: Readonly<Record<string, () => Promise<unknown>>> = {
    login: () => chat.login(isForm && sendsFields ? fieldsOf(element, event) : undefined),
    logout: () => chat.logout(),
    open: () => chat.open(),
  };
  const action = actions[markOf(element)];
  if (!action) return;
  event.preventDefault();
  if (element.getAttribute('aria-busy') === 'true') return;
  element.setAttribute('aria-busy', 'true');
  excuse(element);
  show();
  try {
    await action();
    // A field may be named `reset`.
    if (isForm) HTMLFormElement.prototype.reset.call(element);
  } catch (error) {
    for (const field of element.querySelectorAll<HTMLInputElement>('[type=password]')) field.value = '';
    if (chat.getState().phase === 'destroyed') return;
    complain(element, error);
    if (!isWrongPassword(error)) report(error);
  } finally {
    element.removeAttribute('aria-busy');
  }
}

/** As JSON, unless the form names an encoding of its own. */
function fieldsOf(
  form: HTMLFormElement,
  { submitter }: Event & { submitter?: HTMLElement | null },
): FormData | URLSearchParams | Record<string, unknown> {
  const fields = new FormData(form, submitter);
  const encoding = form.getAttribute('enctype');
  if (encoding === 'multipart/form-data') return fields;
  const values = [...fields].filter((field): field is [string, string] => typeof field[1] === 'string');
  return encoding === 'application/x-www-form-urlencoded' ? new URLSearchParams(values) : Object.fromEntries(values);
}

const markedAround = ({ target }: Event): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(`[${MARK}]`) : null;

const isMarked = (node: Node): boolean =>
  node instanceof Element && (node.matches(`[${MARK}]`) || !!node.querySelector(`[${MARK}]`));
