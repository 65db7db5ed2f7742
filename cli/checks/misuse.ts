/** Checks of what the login has to refuse: wrong passwords, bad bodies, other sites' pages. */
import { type Answer, describeStatus, isHTML, isRateLimited, isRefusal, isSuccess } from '../answer.js';
import { type CheckGroup, fail, pass, skip, warn, withLogin } from '../check.js';

export const misuseChecks: CheckGroup = {
  title: 'Misuse of the login',
  checks: [
    {
      id: 'login-refusal',
      title: 'Wrong credentials are refused',
      remedy: 'Answer 401 with a JSON error: only an explicit 4xx tells the SDK that nothing has changed.',
      run: withLogin(({ misuse: { wrongPassword, unknownUser } }) => {
        const answers = [wrongPassword, unknownUser].filter((answer) => answer !== null);
        if (answers.length === 0) return skip('give --login-body');
        const bad = answers.find((answer) => !isRefusal(answer));
        return bad ? fail(`${describeStatus(bad)} to a wrong password`) : pass(`${answers[0]?.status}`);
      }),
    },
    {
      id: 'login-enumeration',
      title: 'A refusal does not tell whether there is such a user',
      remedy:
        'Answer a wrong password and an unknown user alike: same status, same body; and after the same time, which is not measured here.',
      run: withLogin(({ misuse: { wrongPassword, unknownUser } }) => {
        if (!wrongPassword || !unknownUser) return skip('the credentials have no field for a password');
        if (![wrongPassword, unknownUser].every(isRefusal)) return skip('they are not refused');
        if ([wrongPassword, unknownUser].some(isRateLimited)) return skip('it answered 429');
        if (wrongPassword.status !== unknownUser.status)
          return fail(`${wrongPassword.status} for one, ${unknownUser.status} for the other`);
        return wrongPassword.text === unknownUser.text
          ? pass('the same status and body for both')
          : warn('the two answers differ');
      }),
    },
    {
      id: 'login-bad-body',
      title: 'Bad bodies are refused',
      remedy: 'Validate the body before you use it and answer 400 with a JSON error that repeats nothing of it.',
      run: withLogin(({ misuse: { badBodies } }) => {
        if (badBodies.length === 0) return skip('the credentials are not JSON');
        const bad = badBodies.find(({ answer }) => !isRefusal(answer));
        if (bad) return fail(`to ${bad.what}, ${describeStatus(bad.answer)}`);
        const loud = badBodies.find(({ answer }) => tellsOfInside(answer));
        return loud ? warn(`its answer to ${loud.what} tells of its inside`) : pass('they are');
      }),
    },
    {
      id: 'login-method',
      title: 'Credentials in an address do not log in',
      remedy: 'Take them in the body of a POST only and answer 405 (or 404) to GET: logs and histories keep addresses.',
      run: withLogin(({ misuse: { inAddress } }) => {
        if (!inAddress) return skip('give --login-body');
        const { answer, isLoggedIn } = inAddress;
        if (isLoggedIn) return fail('GET with the credentials in the address does');
        if (isRateLimited(answer)) return skip('it answered 429');
        if (answer.status >= 500 || answer.status === 0) return fail(`to GET, ${describeStatus(answer)}`);
        return isSuccess(answer) && !isHTML(answer)
          ? warn(`to GET, ${describeStatus(answer)}, though nobody is logged in`)
          : pass(`${answer.status} to GET`);
      }),
    },
    {
      id: 'login-csrf',
      title: "Other sites' pages cannot log a visitor in",
      remedy: 'Take JSON only, which browsers ask leave for; and check Origin or Sec-Fetch-Site.',
      run: withLogin(({ misuse: { foreign } }) => {
        if (foreign.length === 0) return skip('give --login-body');
        const bad = foreign.filter(({ isLoggedIn }) => isLoggedIn).map(({ what }) => what);
        return bad.length > 0 ? fail(`another site's page can, with ${bad.join(' and ')}`) : pass('they cannot');
      }),
    },
    {
      id: 'csrf-token',
      title: 'The CSRF token works',
      remedy: 'Let the page read the CSRF cookie (no HttpOnly), and refuse a login without the header.',
      run: withLogin(({ answer, misuse: { withoutCSRF } }, { first, settings: { csrf } }) => {
        if (answer.csrf === 'late') return pass('a login without it is refused, and brings it');
        const cookie = first.cookies.find(({ key }) => key === csrf?.cookie);
        if (!cookie) return skip(csrf ? `there is no cookie ${csrf.cookie}` : 'it is off');
        if (cookie.httpOnly) return fail(`${cookie.key} is HttpOnly, so the SDK cannot repeat it`);
        return withoutCSRF?.isLoggedIn ? warn('a login without it works too') : pass('a login without it is refused');
      }),
    },
  ],
};

/** A stack trace. */
function tellsOfInside({ text }: Answer): boolean {
  return /\bat .+:\d+:\d+|Traceback \(most recent|^\s+at [\w.$]+\(|\.(java|php|py|cs|go):?\(?\d+|Stack trace:/m.test(
    text,
  );
}
