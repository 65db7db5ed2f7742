/** Checks of the login: which tokens and cookies it changes. */
import { decodeCookie } from '../../src/backend/cookie.js';
import { readUser } from '../../src/identity/userCookie.js';
import { type Answer, describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type Check, type CheckGroup, fail, pass, skip, warn, withLogin } from '../check.js';
import { judgeHttpOnly, judgeSameSite, judgeSecure, worst } from '../cookieRules.js';
import type { Settings } from '../settings.js';
import { judgeLoginID } from './loginID.js';

/** Runs the check only if the login has worked. */
const afterLogin = (look: Parameters<typeof withLogin>[0]): Check['run'] =>
  withLogin((login, visit) => (isSuccess(login.answer) ? look(login, visit) : skip('the login failed')));

export const loginChecks: CheckGroup = {
  title: 'Login',
  checks: [
    {
      id: 'login-status',
      title: 'The right credentials log in',
      remedy: 'Answer 200 with JSON, never a redirect or a page. The SDK treats both as a failure.',
      run: withLogin(({ answer }, { settings }) => {
        if (isRateLimited(answer))
          return fail(describeStatus(answer), 'Wait until the rate limit is over, and run the checker again.');
        const remedy = isRefusal(answer) ? remedyOfRefusal(answer, settings) : undefined;
        if (!isSuccess(answer)) return fail(answer.trouble ?? describeStatus(answer), remedy);
        if (isHTML(answer)) return fail('the login endpoint answers HTML');
        return pass(
          `the status is ${answer.status}${answer.csrf === 'late' ? ', after a 403 that set the CSRF cookie' : ''}`,
        );
      }),
    },
    {
      id: 'login-token',
      title: 'A logged-in visitor gets a token',
      remedy: 'Answer a token to logged-in visitors too.',
      run: afterLogin(({ after }) => {
        if (isRateLimited(after)) return skip('the endpoint answered 429');
        return after.token
          ? pass('the answer after the login holds a token')
          : fail(`the answer after the login holds no token: ${describeStatus(after)}`);
      }),
    },
    {
      id: 'login-subject',
      title: 'The login keeps the subject',
      remedy:
        'Keep the anonymous ID as "sub", and put the ID of the user into user_payload. Then the conversation continues after the login.',
      run: afterLogin(({ before, after }) => {
        if (!before.token || !after.token) return skip('there are no two tokens to compare');
        const isSame = before.token.claims['sub'] === after.token.claims['sub'];
        return isSame
          ? pass('"sub" is the same after the login')
          : warn('"sub" changes, so the chat restarts, and the conversation from before the login is gone');
      }),
    },
    {
      id: 'login-payload',
      title: 'The assistant learns who logged in',
      remedy:
        'Put the encrypted ID of the user into user_payload. If "sub" stays the same, nothing else tells the assistant who the user is.',
      run: afterLogin(({ before, after }, { first }) => {
        if (!before.token || !after.token) return skip('there are no two tokens to compare');
        if (before.token.claims['sub'] !== after.token.claims['sub']) return pass('"sub" changes');
        const [earlier, old, now] = [first, before, after].map(({ token }) => token?.claims['user_payload']);
        if (now === undefined) return fail('there is no user_payload after the login');
        if (now === old) return fail('user_payload is the same as before the login');
        return old === earlier
          ? pass('user_payload changes')
          : skip('every token has a different user_payload, and only IBM can decrypt it');
      }),
    },
    {
      id: 'login-id',
      title: 'The SDK can tell one login from another',
      remedy:
        'Add the claim "sid": random for each login, absent when anonymous. Without "sid", you need a user cookie that differs for each user, and a second user in --other-login-body to prove it.',
      run: afterLogin((login, { settings }) => judgeLoginID(login, settings)),
    },
    {
      id: 'login-user-cookie',
      title: 'The page can read the user cookie',
      remedy:
        'Set the user cookie without HttpOnly, as JSON. Put only what the page may show into it, and never trust it.',
      run: afterLogin(({ answer }, { settings: { userCookie } }) => {
        const cookie = answer.cookies.find(({ key }) => key === userCookie);
        if (!cookie) return skip(`there is no cookie ${userCookie ?? ''}`.trim());
        if (cookie.httpOnly) return warn('the user cookie is HttpOnly, so the page knows no user');
        return readUser(decodeCookie(cookie.value))
          ? pass('the user cookie is JSON')
          : warn('the user cookie is not JSON that the SDK can read, so the page knows no user');
      }),
    },
    {
      id: 'session-cookie',
      title: 'The session cookie is protected from theft',
      remedy: 'Set HttpOnly and SameSite=Lax on the session cookie, and Secure on https.',
      run: afterLogin(({ sessionCookies: cookies }, { settings }) => {
        if (cookies.length === 0) return skip('the login sets no cookie');
        return worst([judgeHttpOnly(cookies), judgeSecure(cookies, settings), judgeSameSite(cookies, settings)]);
      }),
    },
    {
      id: 'session-fixation',
      title: 'Each login starts a new session',
      remedy: 'Make a new session ID at each login. A session ID that an attacker planted is then useless.',
      run: afterLogin(({ sessionCookies, keptCookies, unrenewed }) => {
        if (sessionCookies.length === 0) return skip('the login sets no cookie');
        const kept = [...new Set([...keptCookies, ...(unrenewed ?? [])])];
        if (kept.length > 0) return fail(`the login keeps the old value of ${kept.join(', ')}`);
        return unrenewed ? pass('a second login changes the session cookie') : skip('a second login did not work');
      }),
    },
  ],
};

/** A 403 is rarely about the password. */
function remedyOfRefusal({ status, csrf: sent }: Answer, { csrf }: Settings): string {
  if (status !== 403) return 'Check the credentials that you gave.';
  const look = 'Look for a CSRF check in the backend';
  if (!csrf) return `${look}: --csrf is none, so the checker sent no CSRF token.`;
  return sent === 'none'
    ? `${look}: there is no cookie ${csrf.cookie} that a page can read. Use --csrf to name another cookie.`
    : `${look}: the cookie ${csrf.cookie} was repeated in ${csrf.header}, and the backend refused the login.`;
}
