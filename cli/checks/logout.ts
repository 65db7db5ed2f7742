/**
 * Checks of the logout: that it ends the session, for the visitor and for anyone with the old
 * cookies.
 */
import { describeStatus, isRateLimited, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, warn, withLogout } from '../check.js';

export const logoutChecks: CheckGroup = {
  title: 'Logout',
  checks: [
    {
      id: 'logout-status',
      title: 'It answers with success',
      remedy: 'Answer 200 or 204, never a redirect or a page.',
      run: withLogout(({ answer }) => (isSuccess(answer) ? pass(`${answer.status}`) : fail(describeStatus(answer)))),
    },
    {
      id: 'logout-token',
      title: 'The next token is anonymous',
      remedy: 'End the session, and answer an anonymous token: without one the chat cannot go on.',
      run: withLogout(({ after }, { sign }, { isForMembers }) => {
        if (isRateLimited(after)) return skip('it answered 429');
        if (isForMembers && !after.token) return pass('there is none for anybody who is not logged in');
        if (!after.token) return fail(`no token: ${describeStatus(after)}`);
        const isLoggedIn = sign.isLoggedIn(after.token);
        if (isLoggedIn === null) return skip('tokens do not tell who is logged in; add "sid"');
        return isLoggedIn ? fail('it is still the one of the user') : pass('it is');
      }),
    },
    {
      id: 'logout-session',
      title: 'The old session is worth nothing',
      remedy: 'End the session on the server: removing the cookie from the browser leaves its copies valid.',
      run: withLogout(({ replayed }, { sign }) => {
        if (replayed.token && !sign.isKnown) return skip('tokens do not tell who is logged in; add "sid"');
        return sign.isLoggedIn(replayed.token) ? fail('its cookies still get tokens of the user') : pass('it is');
      }),
    },
    {
      id: 'logout-cookies',
      title: 'The cookies of the login are gone',
      remedy: 'Clear the session cookie and the user cookie with the attributes they were set with.',
      run: withLogout(({ left }, _login, { settings: { userCookie } }) => {
        if (left.length === 0) return pass('they are');
        const told = `${left.join(', ')} is still there`;
        return userCookie !== null && left.includes(userCookie)
          ? fail(`${told}, so the page and the SDK take the user for logged in`)
          : warn(told);
      }),
    },
    {
      id: 'logout-again',
      title: 'It may be called again',
      remedy: 'Answer a logout of somebody who is not logged in with success too: sessions end by themselves.',
      run: withLogout(({ again }) => {
        if (again.status >= 500) return fail(`a second logout is answered ${again.status}`);
        return isSuccess(again)
          ? pass(`${again.status}`)
          : warn(`a second logout is refused: ${describeStatus(again)}`);
      }),
    },
    {
      id: 'logout-csrf',
      title: "Other sites' pages cannot log a visitor out",
      remedy: 'Check Origin or Sec-Fetch-Site at the logout, or ask for a CSRF token.',
      run: withLogout(({ foreign }, { sign, sessionCookies }) => {
        if (!foreign) return skip('there was no second login');
        const isLoggedIn = sign.isLoggedIn(foreign.after.token);
        if (isLoggedIn ?? !isSuccess(foreign.answer)) return pass('they cannot');
        const isLax =
          sessionCookies.length > 0 && sessionCookies.every(({ sameSite }) => /^(lax|strict)$/.test(sameSite ?? ''));
        return isLax ? warn('only SameSite keeps them from it') : fail("another site's page can");
      }),
    },
    {
      id: 'logout-method',
      title: 'A link cannot log a visitor out',
      remedy: 'Take POST only and answer 405 (or 404) to GET: SameSite=Lax cookies go along with links of any site.',
      run: withLogout(({ byGet }, { sign }) => {
        if (!byGet) return skip("another site's page logs out, or there was no second login");
        const { answer, after } = byGet;
        const isLoggedIn = sign.isLoggedIn(after.token) ?? !(isSuccess(answer) && answer.cookies.length > 0);
        if (!isLoggedIn) return fail('GET does');
        if (isRateLimited(answer)) return skip('it answered 429');
        return answer.status >= 500 || answer.status === 0
          ? fail(`to GET, ${describeStatus(answer)}`)
          : pass(`${answer.status} to GET`);
      }),
    },
  ],
};
