/** Checks that the login refuses wrong passwords, bad bodies, and other sites' pages. */
import { type Answer, describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, warn, withLogin } from '../check.js';

export const misuseChecks: CheckGroup = {
  title: 'Misuse of the login',
  checks: [
    {
      id: 'login-refusal',
      title: 'The login refuses wrong credentials',
      remedy: 'Answer 401 with a JSON error. Only a 4xx tells the SDK that nothing has changed.',
      run: withLogin(({ misuse: { wrongPassword, unknownUser } }) => {
        const answers = [wrongPassword, unknownUser].filter((answer) => answer !== null);
        if (answers.length === 0) return skip('the option --login-body is missing');
        const bad = answers.find((answer) => !isRefusal(answer));
        return bad ? fail(`to wrong credentials, ${describeStatus(bad)}`) : pass(`the status is ${answers[0]?.status}`);
      }),
    },
    {
      id: 'login-enumeration',
      title: 'A refusal does not tell whether a user exists',
      remedy:
        'Answer a wrong password and an unknown user with the same status and body, and after the same time. The checker does not measure the time.',
      run: withLogin(({ misuse: { wrongPassword, unknownUser } }) => {
        if (!wrongPassword || !unknownUser) return skip('the credentials have no field for a password');
        if (![wrongPassword, unknownUser].every(isRefusal)) return skip('the login does not refuse wrong credentials');
        if ([wrongPassword, unknownUser].some(isRateLimited)) return skip('the endpoint answered 429');
        if (wrongPassword.status !== unknownUser.status)
          return fail(`a wrong password gets ${wrongPassword.status}, and an unknown user ${unknownUser.status}`);
        return wrongPassword.text === unknownUser.text
          ? pass('a wrong password and an unknown user get the same status and body')
          : warn('a wrong password and an unknown user get different bodies');
      }),
    },
    {
      id: 'login-bad-body',
      title: 'The login refuses bad bodies',
      remedy: 'Validate the body before you use it. Answer 400 with a JSON error that repeats nothing of the body.',
      run: withLogin(({ misuse: { badBodies } }) => {
        if (badBodies.length === 0) return skip('the credentials are not JSON');
        const bad = badBodies.find(({ answer }) => !isRefusal(answer));
        if (bad) return fail(`to ${bad.what}, ${describeStatus(bad.answer)}`);
        const loud = badBodies.find(({ answer }) => tellsOfInside(answer));
        return loud ? warn(`the answer to ${loud.what} holds a stack trace`) : pass('every bad body gets a 4xx status');
      }),
    },
    {
      id: 'login-method',
      title: 'Credentials in an address do not log in',
      remedy:
        'Accept credentials only in the body of a POST, and answer 405 (or 404) to GET. Logs and histories keep addresses.',
      run: withLogin(({ misuse: { inAddress } }) => {
        if (!inAddress) return skip('the option --login-body is missing');
        const { answer, isLoggedIn } = inAddress;
        if (isLoggedIn) return fail('GET with the credentials in the address logs in');
        if (isRateLimited(answer)) return skip('the endpoint answered 429');
        const reason = `to GET, ${describeStatus(answer)}`;
        if (answer.status >= 500 || answer.status === 0) return fail(reason);
        return isSuccess(answer) && !isHTML(answer) ? warn(`${reason}, although nobody is logged in`) : pass(reason);
      }),
    },
    {
      id: 'login-csrf',
      title: "Other sites' pages cannot log a visitor in",
      remedy: 'Accept only JSON, for which browsers send a preflight request, and check Origin or Sec-Fetch-Site.',
      run: withLogin(({ misuse: { foreign } }) => {
        if (foreign.length === 0) return skip('the option --login-body is missing');
        const bad = foreign.filter(({ isLoggedIn }) => isLoggedIn).map(({ what }) => what);
        return bad.length > 0
          ? fail(`another site's page can log a visitor in, with ${bad.join(' and ')}`)
          : pass('a request from another site logs nobody in');
      }),
    },
    {
      id: 'csrf-token',
      title: 'The login requires the CSRF token',
      remedy: 'Set the CSRF cookie without HttpOnly, so that the page can read it. Refuse a login without the header.',
      run: withLogin(({ answer, misuse: { withoutCSRF } }, { first, settings: { csrf } }) => {
        if (answer.csrf === 'late') return pass('the refusal of a login without the token sets the cookie');
        const cookie = first.cookies.find(({ key }) => key === csrf?.cookie);
        if (!cookie) return skip(csrf ? `there is no cookie ${csrf.cookie}` : 'the option --csrf is none');
        if (cookie.httpOnly) return fail(`${cookie.key} is HttpOnly, so the SDK cannot repeat it`);
        return withoutCSRF?.isLoggedIn
          ? warn('a login without the CSRF token works too')
          : pass('the login refuses a request without the CSRF token');
      }),
    },
  ],
};

/** Whether the answer holds a stack trace. */
function tellsOfInside({ text }: Answer): boolean {
  return /\bat .+:\d+:\d+|Traceback \(most recent|^\s+at [\w.$]+\(|\.(java|php|py|cs|go):?\(?\d+|Stack trace:/m.test(
    text,
  );
}
