/**
 * The code that the drivers run in each page: it finds elements by accessible role and name, and
 * logs in full.
 */
import { computeAccessibleName, getRole, isInaccessible } from 'dom-accessibility-api';

declare global {
  interface Window {
    accessible: typeof accessible;
  }
}

const isShown = (element: Element) =>
  element.checkVisibility({ visibilityProperty: true }) && !isInaccessible(element) && !element.closest('[inert]');
/**
 * The library ignores placeholders, but a placeholder is the accessible name if there is no other.
 */
const nameOf = (element: Element) => computeAccessibleName(element) || element.getAttribute('placeholder');
const isNamed = (name: string) => (element: Element) => nameOf(element) === name;

const accessible = {
  /**
   * The visible elements with the role, and with the name if one is given, in the order of the
   * page.
   */
  byRole(role: string, name?: string | null): HTMLElement[] {
    const ofRole = [...document.querySelectorAll<HTMLElement>('*')].filter((element) => getRole(element) === role);
    return (name ? ofRole.filter(isNamed(name)) : ofRole).filter(isShown);
  },
  /** Finds password fields by their label alone, because they have no role. */
  fields(label: string): HTMLInputElement[] {
    return [...document.querySelectorAll<HTMLInputElement>('input, textarea')].filter(isNamed(label)).filter(isShown);
  },
  /** Uses `innerText`, because only this is the visible text with its line breaks. */
  texts(role: string, name?: string | null): string[] {
    return this.byRole(role, name).map(({ innerText }) => innerText);
  },
};
window.accessible = accessible;

for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  const write = console[method].bind(console);
  console[method] = (...values: unknown[]) => {
    const objects = values.filter((value) => typeof value === 'object');
    write(...values, ...objects.map((object) => JSON.stringify(everythingIn(object))));
  };
}

/**
 * Returns all properties of a value, with its nested values. `JSON.stringify` omits the properties
 * of an error, and some engines do not report the content of logged objects.
 */
function everythingIn(value: unknown, seen = new Set<unknown>()): unknown {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value) || value instanceof Node || value instanceof Window) return '';
  seen.add(value);
  const names = Object.getOwnPropertyNames(value);
  return Object.fromEntries(names.map((name) => [name, everythingIn(value[name as never], seen)]));
}
