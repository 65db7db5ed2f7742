/**
 * Checks that the SDK can tell one login from another, by the claim `sid` or by a user cookie that
 * pages can read.
 */
import { isSuccess } from '../answer.js';
import { fail, pass, skip, type Verdict, warn } from '../check.js';
import type { LoginVisit } from '../loginVisit.js';
import type { Settings } from '../settings.js';

const ONE_FOR_EACH_LOGIN = 'Choose "sid" at the login, and keep it with the session until the logout.';

export function judgeLoginID(login: LoginVisit, { userCookie }: Settings): Verdict {
  const { before, after, again } = login;
  if (!after.token) return skip('there is no token to check');
  const { sid } = after.token.claims;
  const earlier = before.token?.claims['sid'];
  const isNamed = typeof sid === 'number' || (typeof sid === 'string' && sid !== '');
  if (!isNamed) return judgeUserCookie(login, userCookie);
  if (earlier !== undefined && earlier === sid) return fail('"sid" is the same before and after the login');
  if (again.token && again.token.claims['sid'] !== sid) {
    return fail('"sid" changes from one token of a login to the next', ONE_FOR_EACH_LOGIN);
  }
  if (earlier !== undefined) return warn('anonymous tokens have a "sid" too');
  return givesSessionAway(login, sid)
    ? fail('"sid" reveals the session cookie', 'Make "sid" a random ID that is not derived from the session.')
    : pass('"sid" names the login');
}

function givesSessionAway({ answer, sessionCookies }: LoginVisit, sid: string | number): boolean {
  // Many secrets contain a short number, such as the number of a row, by chance.
  if (typeof sid === 'number') return false;
  return [...answer.cookies, ...sessionCookies].some(({ value }) => value.length > 7 && value.includes(sid));
}

/** Two users show whether the cookie differs from user to user. */
function judgeUserCookie({ answer, after, other }: LoginVisit, name: string | null): Verdict {
  const lacks = 'there is no "sid"';
  if (name === null) return fail(`${lacks}, and --user-cookie is none`);
  const cookie = [...after.cookies, ...answer.cookies].find(({ key }) => key === name);
  if (!cookie) return fail(`${lacks}, and there is no cookie ${name}`);
  if (cookie.httpOnly) return fail(`${lacks}, and a page cannot read the cookie ${name}`);
  if (!other) return fail(`${lacks}, and nothing proves that the cookie ${name} differs from user to user`);
  if (!isSuccess(other.answer)) return fail(`${lacks}, and the other user could not log in`);
  if (other.userCookie === null) return fail(`${lacks}, and the other user has no cookie ${name}`);
  if (other.userCookie === cookie.value) return fail(`${lacks}, and another user has the same cookie ${name}`);
  if (cookie.path !== '/') return warn(`only pages below ${cookie.path} can read the cookie ${name}`);
  return pass(`the cookie ${name} names the user`);
}
