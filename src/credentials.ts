/** Checks the credentials of `login()`. */
import type { ResolvedEndpoint } from './endpointOption.js';
import { check, invalid, isObject } from './validation.js';

/**
 * Checks the argument of `login()` against `loginEndpoint`.
 * @throws SecureWebChatError `INVALID_OPTIONS`
 */
export function checkCredentials(input: unknown, to: ResolvedEndpoint | undefined): void {
  if (input === undefined) return;
  const isOfPage = isObject(input) && ('nodeType' in input || 'currentTarget' in input);
  check('the argument of login()', input, isOfPage ? 'no event or element' : 'string|object');
  try {
    JSON.stringify(input);
  } catch {
    throw invalid('the argument of login() cannot be written as JSON');
  }
  if (!to) throw invalid('login() got credentials but loginEndpoint is missing');
  if ('method' in to && to.method === 'GET') throw invalid('loginEndpoint uses GET, which cannot carry credentials');
}
