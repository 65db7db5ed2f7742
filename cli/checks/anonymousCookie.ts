/** Checks of the anonymous ID cookie. */
import type { Cookie } from 'tough-cookie';
import type { Answer } from '../answer.js';
import { type Check, type CheckGroup, fail, pass, skip, type Verdict, warn } from '../check.js';
import { judgeHttpOnly, judgeSameSite, judgeSecure, worst } from '../cookieRules.js';
import type { Forgery } from '../forgery.js';
import type { Settings } from '../settings.js';

const DAY_MS = 86_400_000;
const MIN_LIFE_DAYS = 45;

const withCookies =
  (look: (cookies: readonly Cookie[], settings: Settings) => Verdict): Check['run'] =>
  ({ identityCookies, settings }) =>
    identityCookies.length > 0 ? look(identityCookies, settings) : skip('no cookie keeps the subject');

export const anonymousCookieChecks: CheckGroup = {
  title: 'Anonymous ID cookie',
  checks: [
    {
      id: 'cookie-lifetime',
      title: 'The cookie lasts 45 days or longer',
      remedy: 'Set Max-Age=3888000. IBM counts each new "sub" as one more monthly active user.',
      run: withCookies((cookies) => {
        const days = Math.min(...cookies.map(lifeDays));
        if (days === 0) return fail('the cookie ends when the browser closes');
        return days < MIN_LIFE_DAYS - 0.01
          ? fail(`the cookie lasts ${days.toFixed(1)} days`)
          : pass(`the cookie lasts ${Math.round(days)} days`);
      }),
    },
    {
      id: 'cookie-renewal',
      title: 'Each token renews the cookie',
      remedy: 'Set the cookie again with each token, so that a visitor who comes back keeps the ID.',
      run: ({ identityCookies, second }) => {
        if (identityCookies.length === 0) return skip('no cookie keeps the subject');
        const isRenewed = identityCookies.every(({ key }) => second.cookies.some((cookie) => cookie.key === key));
        return isRenewed
          ? pass('the second answer sets the cookie again')
          : warn('the second answer does not set the cookie again');
      },
    },
    {
      id: 'cookie-httponly',
      title: 'Scripts cannot read the cookie',
      remedy: 'Set HttpOnly on the cookie.',
      run: withCookies(judgeHttpOnly),
    },
    {
      id: 'cookie-secure',
      title: 'The cookie has Secure if the protocol is https',
      remedy: 'Set Secure on https, and do not set it on plain http.',
      run: withCookies(judgeSecure),
    },
    {
      id: 'cookie-samesite',
      title: 'The cookie says with SameSite from which pages browsers send it',
      remedy:
        'Set SameSite=Lax. If pages of other sites contain the chat, set SameSite=None; Secure; Partitioned instead.',
      run: withCookies(judgeSameSite),
    },
    {
      id: 'cookie-forgery',
      title: 'The backend does not accept a made-up ID',
      remedy: 'Replace every cookie that you did not issue. To recognize your own, sign the value or look it up.',
      run({ first, forgeries }) {
        if (!first.token) return skip('there is no token to check');
        if (forgeries.length === 0) return skip('the backend sets no cookie');
        return worst(forgeries.map((forgery) => judgeForgery(forgery, first)));
      },
    },
    {
      id: 'cookie-subject',
      title: "Nobody gets another visitor's token by knowing their subject",
      remedy: 'Put a secret, or the ID with a signature, into the cookie. Every token contains "sub" in readable form.',
      run({ identityCookies, impersonation, other }) {
        if (identityCookies.length === 0) return skip('no cookie keeps the subject');
        if (!impersonation) return pass('the cookie does not contain the subject');
        return impersonation.token?.claims['sub'] === other.token?.claims['sub']
          ? fail("the cookie is the subject itself, so anybody who knows another visitor's subject can be that visitor")
          : pass("a cookie with another visitor's subject does not get that visitor's token");
      },
    },
  ],
};

function judgeForgery({ what, answers }: Forgery, first: Answer): Verdict {
  const bad = answers.find(({ token }) => !token);
  if (bad && bad.status >= 500) return fail(`to ${what}, the endpoint answers ${bad.status}`);
  if (bad) return warn(`a visitor with ${what} gets no token (${bad.status})`);
  const [one, again] = answers.map(({ token }) => token?.claims['sub']);
  const isTaken = one !== undefined && one === again && one !== first.token?.claims['sub'];
  return isTaken
    ? fail(`the backend accepts ${what}, so anybody can be anybody`)
    : pass('the backend replaces a made-up ID');
}

/** 0 for a cookie that ends when the browser closes. */
function lifeDays(cookie: Cookie): number {
  const ms = cookie.TTL();
  return Number.isFinite(ms) ? ms / DAY_MS : 0;
}
