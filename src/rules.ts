/** Owns how a value is checked against a rule, and the sentence that names the option, what was expected and what came. */
import { SecureWebChatError } from './errors.js';

/** For each name the types or literals it may have, as in `'string|false'`; one that ends in `!` may not be left out. */
export type Rules = Readonly<Record<string, string>>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Checks every value and refuses unknown names. Where names pass through to IBM, only one with other capitals is refused. */
export function checkAll(path: string, values: unknown, rules: Rules, passesThrough = false): void {
  if (!isObject(values)) return;
  const start = (name: string) => name.toLowerCase().slice(0, passesThrough ? undefined : 4);
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(rules, name)) continue;
    const meant = Object.keys(rules).find((known) => start(known) === start(name));
    if (meant) throw invalid(`${path + name} is not an option; did you mean ${path + meant}?`);
    if (!passesThrough) throw invalid(`${path + name} is not an option`);
  }
  for (const [name, rule] of Object.entries(rules)) check(path + name, values[name], rule);
}

export function check(name: string, value: unknown, rule: string): void {
  const allowed = rule.replace('!', '').split('|');
  const type = value === null || value === '' ? 'nothing' : typeof value;
  if (value === undefined ? rule.endsWith('!') : !allowed.includes(type) && !allowed.includes(String(value))) {
    throw invalid(`${name} must be ${allowed.join(' or ')}; got ${type}`);
  }
}

export function invalid(because: string): SecureWebChatError {
  return new SecureWebChatError('INVALID_OPTIONS', ['use SecureWebChat', because, 'correct it']);
}
