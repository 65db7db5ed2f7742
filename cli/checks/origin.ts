/**
 * Checks which other origins' pages can read tokens, and whether the page of `--origin` can.
 */
import { type Answer, describeStatus, isSuccess } from '../answer.js';
import { STRANGER } from '../browser.js';
import { type Check, type CheckGroup, fail, pass, skip, type Verdict, warn } from '../check.js';
import type { Settings } from '../settings.js';
import type { Visit } from '../visit.js';

const allowOrigin = ({ headers }: Answer) => headers.get('access-control-allow-origin');
const allowsCredentials = ({ headers }: Answer) => headers.get('access-control-allow-credentials') === 'true';
const list = (header: string | null) => (header ?? '').toLowerCase().split(/\s*,\s*/);

const fromElsewhere =
  (look: (answers: readonly Answer[], visit: Visit) => Verdict): Check['run'] =>
  (visit) => {
    const answers = answersElsewhere(visit);
    if (visit.settings.origin === visit.settings.tokenEndpoint.url.origin && answers.length === 0) {
      return skip('the page has the same origin; add --origin if your page has another');
    }
    return answers.length > 0 ? look(answers, visit) : skip('there was no answer');
  };

/** The answers that a page of `--origin` has to be able to read. */
function answersElsewhere({ settings, first, login }: Visit): readonly Answer[] {
  const isElsewhere = (url: URL | undefined) => url !== undefined && url.origin !== settings.origin;
  const answers = [
    ...(isElsewhere(settings.tokenEndpoint.url) ? [first] : []),
    ...(login && isElsewhere(settings.login?.endpoint.url) ? [login.answer] : []),
    ...(login?.logout && isElsewhere(settings.logoutEndpoint?.url) ? [login.logout.answer] : []),
  ];
  return answers.filter(({ status }) => status > 0);
}

export const originChecks: CheckGroup = {
  title: 'Other origins (CORS)',
  checks: [
    {
      id: 'cors-stranger',
      title: "Other sites' pages cannot read tokens",
      remedy: 'Allow only the exact origins of your own pages. Never repeat every Origin, and never send "*".',
      run({ foreign }) {
        if (foreign.status === 0) return skip('there was no answer');
        const allowed = allowOrigin(foreign);
        const isOpen = allowed === STRANGER || allowed === 'null';
        if (isOpen && allowsCredentials(foreign)) return fail("any site's page can read the visitor's tokens");
        return isOpen || allowed === '*'
          ? warn("any site's page can read a token, although without the visitor's cookies")
          : pass("other sites' pages cannot read the answer");
      },
    },
    {
      id: 'cors-origin',
      title: 'The page can read the answers',
      remedy: 'Send Access-Control-Allow-Origin with exactly the origin of the page, also with refusals.',
      run: fromElsewhere((answers, { settings: { origin } }) => {
        const wrong = answers.map(allowOrigin).filter((allowed) => allowed !== origin);
        if (wrong.length === 0) return pass('Access-Control-Allow-Origin names the page');
        return fail(
          wrong.includes('*')
            ? 'Access-Control-Allow-Origin is "*", which does not work with cookies'
            : 'Access-Control-Allow-Origin does not name the page',
        );
      }),
    },
    {
      id: 'cors-credentials',
      title: 'The page can send cookies',
      remedy: "Send Access-Control-Allow-Credentials: true, and set credentials: 'include' in the SDK's endpoints.",
      run: fromElsewhere((answers) =>
        answers.every(allowsCredentials)
          ? pass('Access-Control-Allow-Credentials is "true"')
          : fail('Access-Control-Allow-Credentials is not "true"'),
      ),
    },
    {
      id: 'cors-preflight',
      title: 'The answer to OPTIONS allows the request of the page',
      remedy:
        'Answer OPTIONS with 204 and Access-Control-Allow-Origin, -Credentials, -Methods and -Headers. Do not require cookies or a login.',
      run: ({ preflight, preflightHeaders, settings }) =>
        preflight
          ? judgePreflight(preflight, preflightHeaders, settings)
          : skip('the browser sends no OPTIONS request'),
    },
    {
      id: 'cors-vary',
      title: 'Caches keep origins apart',
      remedy: 'Send Vary: Origin with every answer that depends on the origin.',
      run: fromElsewhere((answers) => {
        const isFine = answers.every(({ headers }) =>
          list(headers.get('vary')).some((name) => name === 'origin' || name === '*'),
        );
        return isFine ? pass('Vary names Origin') : warn('Vary does not name Origin');
      }),
    },
    {
      id: 'cors-expose',
      title: 'The page can read the clock of the backend',
      remedy:
        'Send Access-Control-Expose-Headers: Date, Retry-After. The SDK corrects a wrong clock with Date, and waits as long as Retry-After says.',
      run: fromElsewhere(([answer]) => {
        const exposed = list(answer?.headers.get('access-control-expose-headers') ?? null);
        return exposed.includes('date')
          ? pass('Access-Control-Expose-Headers names Date')
          : warn('Access-Control-Expose-Headers does not name Date');
      }),
    },
  ],
};

function judgePreflight(
  preflight: Answer,
  names: readonly string[],
  { origin, login, tokenEndpoint }: Settings,
): Verdict {
  const { headers } = preflight;
  const { method } = login?.endpoint ?? tokenEndpoint;
  if (!isSuccess(preflight)) return fail(`to OPTIONS, ${describeStatus(preflight)}`);
  if (allowOrigin(preflight) !== origin) return fail('Access-Control-Allow-Origin does not name the page');
  if (!allowsCredentials(preflight)) return fail('Access-Control-Allow-Credentials is not "true"');
  const isSimple = /^(GET|POST)$/.test(method);
  const methods = list(headers.get('access-control-allow-methods'));
  if (!isSimple && !methods.includes(method.toLowerCase())) return fail(`Access-Control-Allow-Methods lacks ${method}`);
  const allowed = list(headers.get('access-control-allow-headers'));
  const missing = names.filter((name) => !allowed.includes(name));
  return missing.length > 0
    ? fail(`Access-Control-Allow-Headers lacks ${missing.join(', ')}`)
    : pass('the answer allows the request');
}
