/**
 * Checks a value against a rule. The error names the option, the expected types and the type that
 * came.
 */
import { SecureWebChatError } from './errors.js';

/**
 * The types or literals (as JSON) a value may have, as in `'string|false'`, with `!` at the end if
 * it is required; or the rules of its parts.
 */
export type Rule = string | Rules;
export interface Rules {
  readonly [name: string]: Rule;
}

/**
 * Among the rules of an object: names without a rule pass, unless they only have other capitals
 * than one with a rule.
 */
export const ANY_OTHER = '*';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The object's own properties: another script may have polluted `Object.prototype`. */
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
  const start = (name: string) => name.toLowerCase().slice(0, ANY_OTHER in rules ? undefined : 4);
  for (const name of Object.keys(values)) {
    if (Object.keys(rules).includes(name)) continue;
    const meant = Object.keys(rules).find((known) => start(known) === start(name));
    if (meant) throw invalid(`${path + name} is unknown (did you mean ${path + meant}?)`);
    if (!(ANY_OTHER in rules)) throw invalid(`${path + name} is unknown`);
  }
  const own = ownOf(values);
  for (const [name, rule] of Object.entries(rules)) check(path + name, own[name], rule);
}

/** Any page, for addresses that may be relative. */
export const PAGE = 'https://page';

/**
 * A `URL` and a `TrustedScriptURL` are told from any other object by what they have in common.
 * @param base what a relative address belongs to; without one, it is refused
 */
export function checkAddress(name: string, url: unknown, base?: string): void {
  try {
    const { protocol, username, password } = new URL(String(url), base);
    const isAddress = typeof url === 'string' || 'toJSON' in (url as object);
    if (isAddress && /^https?:$/.test(protocol) && !username && !password) return;
  } catch {
    // The text is no address.
  }
  throw invalid(`${name} must be an http(s) address without a user name or password`);
}

export function invalid(because: string): SecureWebChatError {
  return new SecureWebChatError('INVALID_OPTIONS', because);
}
