/** Checks of the cookie that keeps a visitor's anonymous ID. */
import type { Cookie } from 'tough-cookie';
import type { Answer } from '../answer.js';
import { type Check, type CheckGroup, fail, pass, skip, type Verdict, warn } from '../check.js';
import { judgeHttpOnly, judgeSameSite, judgeSecure, worst } from '../cookieRules.js';
import type { Forgery } from '../forgery.js';
import type { Settings } from '../settings.js';

const DAY_MS = 86_400_000;
const SHORTEST_LIFE_DAYS = 45;

const withCookies =
  (look: (cookies: readonly Cookie[], settings: Settings) => Verdict): Check['run'] =>
  ({ identityCookies, settings }) =>
    identityCookies.length > 0 ? look(identityCookies, settings) : skip('no cookie keeps the subject');

export const anonymousCookieChecks: CheckGroup = {
  title: 'Anonymous ID cookie',
  checks: [
    {
      id: 'cookie-lifetime',
      title: 'It lasts 45 days or longer',
      remedy: 'Set Max-Age=3888000: IBM counts each new "sub" as one more user of the month.',
      run: withCookies((cookies) => {
        const days = Math.min(...cookies.map(lifeDays));
        if (days === 0) return fail('it goes when the browser is closed');
        return days < SHORTEST_LIFE_DAYS - 0.01
          ? fail(`it lasts ${days.toFixed(1)} days`)
          : pass(`${Math.round(days)} days`);
      }),
    },
    {
      id: 'cookie-renewal',
      title: 'It is renewed at each use',
      remedy: 'Send the cookie again with each token, so that a visitor who comes back keeps the ID.',
      run: ({ identityCookies, second }) => {
        if (identityCookies.length === 0) return skip('no cookie keeps the subject');
        const isRenewed = identityCookies.every(({ key }) => second.cookies.some((cookie) => cookie.key === key));
        return isRenewed ? pass('it is') : warn('the second answer does not send it again');
      },
    },
    {
      id: 'cookie-httponly',
      title: 'Scripts cannot read it',
      remedy: 'Set HttpOnly.',
      run: withCookies(judgeHttpOnly),
    },
    {
      id: 'cookie-secure',
      title: 'It is Secure where it can be',
      remedy: 'Set Secure on https, and leave it out on plain http.',
      run: withCookies(judgeSecure),
    },
    {
      id: 'cookie-samesite',
      title: 'It says where it goes along',
      remedy: 'Set SameSite=Lax; or SameSite=None; Secure; Partitioned where pages of other sites hold the chat.',
      run: withCookies(judgeSameSite),
    },
    {
      id: 'cookie-forgery',
      title: 'A made-up ID is not signed',
      remedy: 'Replace a cookie that you did not give out: look it up, or sign its value.',
      run({ first, forgeries }) {
        if (!first.token) return skip('there is no token to look at');
        if (forgeries.length === 0) return skip('there is no cookie');
        return worst(forgeries.map((forgery) => judgeForgery(forgery, first)));
      },
    },
    {
      id: 'cookie-subject',
      title: 'Knowing a subject is not enough for a token of it',
      remedy:
        'Put a secret of its own, or the ID together with a signature, into the cookie: "sub" stands in every token.',
      run({ identityCookies, impersonation, other }) {
        if (identityCookies.length === 0) return skip('no cookie keeps the subject');
        if (!impersonation) return pass('the cookie does not hold it');
        return impersonation.token?.claims['sub'] === other.token?.claims['sub']
          ? fail("the cookie is the subject itself, so anyone who knows another visitor's cookie can be that visitor")
          : pass('it is not');
      },
    },
  ],
};

function judgeForgery({ what, answers }: Forgery, first: Answer): Verdict {
  const bad = answers.find(({ token }) => !token);
  if (bad && bad.status >= 500) return fail(`${what} makes it answer ${bad.status}`);
  if (bad) return warn(`a visitor with ${what} gets no token (${bad.status})`);
  const [one, again] = answers.map(({ token }) => token?.claims['sub']);
  const isTaken = one !== undefined && one === again && one !== first.token?.claims['sub'];
  return isTaken ? fail(`it takes ${what}, so anybody can be anybody`) : pass('it is replaced');
}

/** 0 for a cookie that goes with the browser. */
function lifeDays(cookie: Cookie): number {
  const ms = cookie.TTL();
  return Number.isFinite(ms) ? ms / DAY_MS : 0;
}
