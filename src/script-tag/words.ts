/** The marks of the page's elements, and the texts that the script writes into these elements. */
import { isSecureWebChatError } from '../errors.js';

export const MARK = 'data-secure-web-chat';
/** The marks of the elements that the visitor presses or submits. */
const ACTIONS = ['login', 'logout', 'open'];
export const MARKS: readonly string[] = [...ACTIONS, 'status', 'error'];
const ACTION_SELECTOR = ACTIONS.map((mark) => `[${MARK}="${mark}"]`).join();

/** The default texts. An attribute such as `data-login-rejected="…"` replaces one of them. */
const WORDS = {
  anonymous: 'You are not logged in',
  user: 'You are logged in',
  loginRejected: 'The username or the password is wrong.',
  loginFailed: 'You could not be logged in just now. Please try again.',
  logoutFailed: 'You could not be logged out just now. Please try again.',
  failed: 'That did not work just now. Please try again.',
} as const;

export function wordsOf({ dataset }: HTMLElement, key: string): string {
  return dataset[key] ?? (WORDS as Readonly<Record<string, string>>)[key] ?? dataset['failed'] ?? WORDS.failed;
}

/**
 * Returns the nearest element with an action. The nearest marked element can be a status or an
 * error in a button or link.
 */
export const actionAround = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(ACTION_SELECTOR) : null;

export const markedAs = (element: Element): string => String(element.getAttribute(MARK));

/**
 * Writes the text of a failure into the page's error elements. Without such an element, the browser
 * shows the text at a field.
 */
export function showFailure(element: HTMLElement, error: unknown): void {
  const key = keyOf(error);
  const places = placesFor(element);
  for (const place of places) place.textContent = wordsOf(place, key);
  if (places.length > 0) return;
  const candidates = ['[type=password]', 'input:not([type=hidden]), button'].map((field) =>
    element.querySelector(field),
  );
  const field = [...candidates, element].find(isField);
  field?.setCustomValidity(wordsOf(element, key));
  field?.reportValidity();
}

/**
 * Whether the visitor entered a wrong password. The page's developer has to correct any other 4xx
 * of the login endpoint.
 */
export const isWrongPassword = (error: unknown): boolean =>
  isSecureWebChatError(error) && error.code === 'LOGIN_REJECTED' && error.status === 401;

/** Removes the text of the last failure before another attempt. */
export function clearFailure(element: HTMLElement): void {
  for (const place of placesFor(element)) place.textContent = '';
}

/** Marks all fields as valid, because a browser does not submit a form with an invalid field. */
export function clearValidity(element: HTMLElement): void {
  for (const field of [element, ...element.querySelectorAll('input, button')]) {
    if (isField(field)) field.setCustomValidity('');
  }
}

/** Returns the error elements of the element's form, or else those outside of all forms. */
function placesFor(element: HTMLElement): HTMLElement[] {
  const places = [...document.querySelectorAll<HTMLElement>(`[${MARK}="error"]`)];
  const form = element.closest('form');
  const mine = places.filter((place) => form?.contains(place));
  return mine.length > 0 ? mine : places.filter((place) => !place.closest('form'));
}

const isField = (element: Element | null): element is HTMLInputElement | HTMLButtonElement =>
  element instanceof HTMLInputElement || element instanceof HTMLButtonElement;

/** Returns the key of the error's text in `WORDS`, and in the attributes that replace it. */
function keyOf(error: unknown): string {
  if (!isSecureWebChatError(error)) return 'failed';
  return error.code === 'LOGIN_REJECTED' && !isWrongPassword(error) ? 'loginFailed' : camelCase(error.code);
}

const camelCase = (code: string) => code.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
