/**
 * How one login can be told from another: by the claim `sid`, or by a user cookie that a page
 * reads.
 */
import { isSuccess } from '../answer.js';
import { fail, pass, skip, type Verdict, warn } from '../check.js';
import type { LoginVisit } from '../loginVisit.js';
import type { Settings } from '../settings.js';

const ONE_FOR_EACH_LOGIN = 'Choose "sid" at the login, and keep it with the session until the logout.';

export function judgeLoginID(login: LoginVisit, { userCookie }: Settings): Verdict {
  const { before, after, again } = login;
  if (!after.token) return skip('there is no token to look at');
  const { sid } = after.token.claims;
  const earlier = before.token?.claims['sid'];
  const isNamed = typeof sid === 'number' || (typeof sid === 'string' && sid !== '');
  if (!isNamed) return judgeUserCookie(login, userCookie);
  if (earlier !== undefined && earlier === sid) return fail('"sid" is the same before and after');
  if (again.token && again.token.claims['sid'] !== sid) {
    return fail('"sid" changes from one token of a login to the next', ONE_FOR_EACH_LOGIN);
  }
  if (earlier !== undefined) return warn('"sid" is there when nobody is logged in');
  return givesSessionAway(login, sid)
    ? fail('"sid" gives the session cookie away', 'Make "sid" a random ID of its own.')
    : pass('by "sid"');
}

function givesSessionAway({ answer, sessionCookies }: LoginVisit, sid: string | number): boolean {
  // The number of a row, say, is in many a secret by chance.
  if (typeof sid === 'number') return false;
  return [...answer.cookies, ...sessionCookies].some(({ value }) => value.length > 7 && value.includes(sid));
}

/** Two users tell whether the cookie is each user's own. */
function judgeUserCookie({ answer, after, other }: LoginVisit, name: string | null): Verdict {
  const lacks = 'there is no "sid"';
  if (name === null) return fail(`${lacks}, and --user-cookie is none`);
  const cookie = [...after.cookies, ...answer.cookies].find(({ key }) => key === name);
  if (!cookie) return fail(`${lacks}, and no cookie ${name}`);
  if (cookie.httpOnly) return fail(`${lacks}, and a page cannot read the cookie ${name}`);
  if (!other) return fail(`${lacks}, and nothing shows that each user has another cookie ${name}`);
  if (!isSuccess(other.answer)) return fail(`${lacks}, and the other user could not log in`);
  if (other.userCookie === null) return fail(`${lacks}, and the other user has no cookie ${name}`);
  if (other.userCookie === cookie.value) return fail(`${lacks}, and another user has the same cookie ${name}`);
  if (cookie.path !== '/') return warn(`by the cookie ${name}, which only pages below ${cookie.path} can read`);
  return pass(`by the cookie ${name}`);
}
