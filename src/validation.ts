/**
 * Checks values against rules. The error names the option, the expected types and the type of the
 * value.
 */
import { SecureWebChatError } from './errors.js';

/**
 * A rule is a list of types and JSON literals such as `'string|false'`, with `!` at the end if the
 * value is required. A rule for an object is an object with the rules of its properties.
 */
export type Rule = string | Rules;
export interface Rules {
  readonly [name: string]: Rule;
}

/**
 * A key in the rules of an object that allows names without a rule. A name that differs from a name
 * with a rule only in capital letters is still an error.
 */
export const ANY_OTHER = '*';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Copies the object's own properties, because a script may have changed `Object.prototype`. */
export const ownOf = <Values extends object>(values: Values | undefined): Values =>
  Object.assign(Object.create(null), values);

export function check(name: string, value: unknown, rule: Rule): void {
  if (typeof rule === 'object' && isObject(value)) {
    checkParts(name && `${name}.`, value, rule);
    return;
  }
  const wanted = typeof rule === 'object' ? 'object' : rule;
  const allowed = wanted.replace('!', '').split('|');
  const isEmpty = value === null || value === '' || (typeof value === 'number' && !(value > 0));
  const type = isEmpty ? 'nothing' : typeof value;
  const isLiteral = ['string', 'boolean'].includes(type) && allowed.includes(JSON.stringify(value));
  if (value === undefined ? wanted.endsWith('!') : !allowed.includes(type) && !isLiteral) {
    throw invalid(`${name} must be ${allowed.join(' or ')}, not ${type}`);
  }
}

function checkParts(path: string, values: Record<string, unknown>, rules: Rules): void {
  // An unknown name is probably misspelt if it begins like a known one. If other names are allowed,
  // it is misspelt only if it differs in capital letters.
  const comparable = (name: string) => name.toLowerCase().slice(0, ANY_OTHER in rules ? undefined : 4);
  for (const name of Object.keys(values)) {
    if (Object.keys(rules).includes(name)) continue;
    const meant = Object.keys(rules).find((known) => comparable(known) === comparable(name));
    if (meant) throw invalid(`${path + name} is unknown (did you mean ${path + meant}?)`);
    if (!(ANY_OTHER in rules)) throw invalid(`${path + name} is unknown`);
  }
  const own = ownOf(values);
  for (const [name, rule] of Object.entries(rules)) check(path + name, own[name], rule);
}

/** A base address for `checkAddress`, if the address may be relative. */
export const PAGE = 'https://page';

/**
 * Checks an address: a string, a `URL` or a `TrustedScriptURL`. The check recognises the two kinds
 * of object by their method `toJSON`.
 * @param base the base of a relative address; without it, a relative address is an error
 */
export function checkAddress(name: string, url: unknown, base?: string): void {
  try {
    const { protocol, username, password } = new URL(String(url), base);
    const isAddress = typeof url === 'string' || 'toJSON' in (url as object);
    if (isAddress && /^https?:$/.test(protocol) && !username && !password) return;
  } catch {
    // The text is not an address.
  }
  throw invalid(`${name} must be an http(s) address without a user name or password`);
}

export function invalid(because: string): SecureWebChatError {
  return new SecureWebChatError('INVALID_OPTIONS', because);
}
