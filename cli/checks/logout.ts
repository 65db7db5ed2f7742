/**
 * Checks of the logout: whether it ends the session for the visitor, and for anybody who has the
 * old cookies.
 */
import { describeStatus, isRateLimited, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, warn, withLogout } from '../check.js';

export const logoutChecks: CheckGroup = {
  title: 'Logout',
  checks: [
    {
      id: 'logout-status',
      title: 'The logout endpoint answers with success',
      remedy: 'Answer 200 or 204, never a redirect or a page.',
      run: withLogout(({ answer }) =>
        isSuccess(answer) ? pass(`the status is ${answer.status}`) : fail(describeStatus(answer)),
      ),
    },
    {
      id: 'logout-token',
      title: 'The next token is anonymous',
      remedy: 'End the session, and answer an anonymous token. The chat cannot continue without a token.',
      run: withLogout(({ after }, { sign }, { isForMembers }) => {
        if (isRateLimited(after)) return skip('the endpoint answered 429');
        if (isForMembers && !after.token) return pass('only logged-in visitors get a token');
        if (!after.token) return fail(`the answer after the logout holds no token: ${describeStatus(after)}`);
        const isLoggedIn = sign.isLoggedIn(after.token);
        if (isLoggedIn === null) return skip('tokens do not tell who is logged in; add "sid"');
        return isLoggedIn
          ? fail('the next token is still the token of the user')
          : pass('the next token names no user');
      }),
    },
    {
      id: 'logout-session',
      title: 'The logout ends the session on the server',
      remedy: 'End the session on the server. If you only clear the cookie in the browser, its copies stay valid.',
      run: withLogout(({ replayed }, { sign }) => {
        if (replayed.token && !sign.isKnown) return skip('tokens do not tell who is logged in; add "sid"');
        return sign.isLoggedIn(replayed.token)
          ? fail('the old cookies still get tokens of the user')
          : pass('the old cookies get no token of the user');
      }),
    },
    {
      id: 'logout-cookies',
      title: 'The logout clears the cookies of the login',
      remedy: 'Clear the session cookie and the user cookie with the same attributes as when you set them.',
      run: withLogout(({ left }, _login, { settings: { userCookie } }) => {
        if (left.length === 0) return pass('all cookies of the login are gone');
        const found = `the browser still has ${left.join(', ')}`;
        return userCookie !== null && left.includes(userCookie)
          ? fail(`${found}, so the page and the SDK treat the user as logged in`)
          : warn(found);
      }),
    },
    {
      id: 'logout-again',
      title: 'A second logout succeeds',
      remedy: 'Answer a logout with success even if nobody is logged in, because sessions also expire.',
      run: withLogout(({ again }) => {
        const reason = `to a second logout, ${describeStatus(again)}`;
        if (again.status >= 500) return fail(reason);
        return isSuccess(again) ? pass(reason) : warn(reason);
      }),
    },
    {
      id: 'logout-csrf',
      title: "Other sites' pages cannot log a visitor out",
      remedy: 'Check Origin or Sec-Fetch-Site at the logout, or require a CSRF token.',
      run: withLogout(({ foreign }, { sign, sessionCookies }) => {
        if (!foreign) return skip('there was no second login');
        const isLoggedIn = sign.isLoggedIn(foreign.after.token);
        if (isLoggedIn ?? !isSuccess(foreign.answer)) return pass('a request from another site logs nobody out');
        const isLax =
          sessionCookies.length > 0 && sessionCookies.every(({ sameSite }) => /^(lax|strict)$/.test(sameSite ?? ''));
        return isLax ? warn('only SameSite prevents it') : fail("another site's page can log the visitor out");
      }),
    },
    {
      id: 'logout-method',
      title: 'A link cannot log a visitor out',
      remedy:
        'Accept only POST, and answer 405 (or 404) to GET. Browsers send SameSite=Lax cookies with links from any site.',
      run: withLogout(({ byGet }, { sign }) => {
        if (!byGet) return skip("another site's page logged the visitor out, or there was no second login");
        const { answer, after } = byGet;
        const isLoggedIn = sign.isLoggedIn(after.token) ?? !(isSuccess(answer) && answer.cookies.length > 0);
        if (!isLoggedIn) return fail('a GET request logs the visitor out');
        if (isRateLimited(answer)) return skip('the endpoint answered 429');
        const reason = `to GET, ${describeStatus(answer)}`;
        return answer.status >= 500 || answer.status === 0 ? fail(reason) : pass(reason);
      }),
    },
  ],
};
