/** Checks of the login: what it changes in tokens and cookies. */
import { decodeCookie } from '../../src/backend/cookie.js';
import { readUser } from '../../src/identity/userCookie.js';
import { type Answer, describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type Check, type CheckGroup, fail, pass, skip, warn, withLogin } from '../check.js';
import { judgeHttpOnly, judgeSameSite, judgeSecure, worst } from '../cookieRules.js';
import type { Settings } from '../settings.js';
import { judgeLoginID } from './loginID.js';

/** Only where the login has worked. */
const afterLogin = (look: Parameters<typeof withLogin>[0]): Check['run'] =>
  withLogin((login, visit) => (isSuccess(login.answer) ? look(login, visit) : skip('the login failed')));

export const loginChecks: CheckGroup = {
  title: 'Login',
  checks: [
    {
      id: 'login-status',
      title: 'The right credentials log in',
      remedy: 'Answer 200 with JSON, never a redirect or a page: the SDK takes both for a refusal.',
      run: withLogin(({ answer }, { settings }) => {
        if (isRateLimited(answer))
          return fail(describeStatus(answer), 'Wait until the limit is over, and run it again.');
        const remedy = isRefusal(answer) ? remedyOfRefusal(answer, settings) : undefined;
        if (!isSuccess(answer)) return fail(answer.trouble ?? describeStatus(answer), remedy);
        if (isHTML(answer)) return fail('it answers HTML');
        return pass(
          answer.csrf === 'late' ? `${answer.status}, after a 403 that brought the CSRF cookie` : `${answer.status}`,
        );
      }),
    },
    {
      id: 'login-token',
      title: 'There is a token after the login',
      remedy: 'Answer tokens to logged-in visitors as you do to others.',
      run: afterLogin(({ after }) => {
        if (isRateLimited(after)) return skip('it answered 429');
        return after.token ? pass('there is') : fail(`no token: ${describeStatus(after)}`);
      }),
    },
    {
      id: 'login-subject',
      title: 'The subject stays the same',
      remedy:
        'Keep the anonymous ID as "sub" and say who the user is in user_payload: then the conversation goes on through the login.',
      run: afterLogin(({ before, after }) => {
        if (!before.token || !after.token) return skip('there are not two tokens to compare');
        const isSame = before.token.claims['sub'] === after.token.claims['sub'];
        return isSame
          ? pass('it does')
          : warn('it changes: the chat restarts, and the conversation from before the login is gone');
      }),
    },
    {
      id: 'login-payload',
      title: 'The assistant learns who logged in',
      remedy:
        'Put the ID of the user into user_payload, encrypted; as long as "sub" stays, the assistant has nothing else to go by.',
      run: afterLogin(({ before, after }, { first }) => {
        if (!before.token || !after.token) return skip('there are not two tokens to compare');
        if (before.token.claims['sub'] !== after.token.claims['sub']) return pass('by "sub"');
        const [earlier, old, now] = [first, before, after].map(({ token }) => token?.claims['user_payload']);
        if (now === undefined) return fail('there is no user_payload after the login');
        if (now === old) return fail('user_payload is as before the login');
        return old === earlier
          ? pass('user_payload is another')
          : skip('user_payload is another each time: only who can decrypt it knows what it says');
      }),
    },
    {
      id: 'login-id',
      title: 'One login can be told from another',
      remedy:
        'Add the claim "sid": random for each login, absent when anonymous. Without it you need a user cookie that differs for each user, and --other-login-body with a second user to show it.',
      run: afterLogin((login, { settings }) => judgeLoginID(login, settings)),
    },
    {
      id: 'login-user-cookie',
      title: 'The page can read the user cookie',
      remedy:
        'Set the user cookie without HttpOnly, as JSON, with what the page may show and nothing that is believed.',
      run: afterLogin(({ answer }, { settings: { userCookie } }) => {
        const cookie = answer.cookies.find(({ key }) => key === userCookie);
        if (!cookie) return skip(`there is no cookie ${userCookie ?? ''}`.trim());
        if (cookie.httpOnly) return warn('it is HttpOnly, so the page knows no user');
        return readUser(decodeCookie(cookie.value)) ? pass('JSON') : warn('it is not JSON, so the page knows no user');
      }),
    },
    {
      id: 'session-cookie',
      title: 'The session cookie cannot be stolen',
      remedy: 'Set HttpOnly and SameSite=Lax, and Secure on https.',
      run: afterLogin(({ sessionCookies: cookies }, { settings }) => {
        if (cookies.length === 0) return skip('the login sets no cookie');
        return worst([judgeHttpOnly(cookies), judgeSecure(cookies, settings), judgeSameSite(cookies, settings)]);
      }),
    },
    {
      id: 'session-fixation',
      title: 'Each login has a new session',
      remedy: 'Make a new session ID at each login: one that was planted before is worth nothing then.',
      run: afterLogin(({ sessionCookies, keptCookies, unrenewed }) => {
        if (sessionCookies.length === 0) return skip('the login sets no cookie');
        const kept = [...new Set([...keptCookies, ...(unrenewed ?? [])])];
        if (kept.length === 0) return unrenewed ? pass('it has') : skip('a second login did not work');
        return fail(`${kept.join(', ')} stays as it was before the login`);
      }),
    },
  ],
};

/** A 403 is hardly ever about the password. */
function remedyOfRefusal({ status, csrf: sent }: Answer, { csrf }: Settings): string {
  if (status !== 403) return 'Check the credentials that were given.';
  if (!csrf) return 'Look for a CSRF check in the backend: --csrf is none, so no token was sent.';
  return sent === 'none'
    ? `Look for a CSRF check in the backend: there is no cookie ${csrf.cookie} that a page can read. --csrf names another.`
    : `Look for a CSRF check in the backend: the cookie ${csrf.cookie} was repeated in ${csrf.header}, and refused.`;
}
