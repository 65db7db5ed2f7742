/**
 * Sends the requests to the token endpoint, in order, as several visitors. The checks only read the
 * answers.
 */
import type { Cookie } from 'tough-cookie';
import type { Answer } from './answer.js';
import { type Browser, openBrowser } from './browser.js';
import { exchangeSubject, type Forgery, forgeCookies } from './forgery.js';
import { type LoginVisit, messageOf, visitLogin } from './loginVisit.js';
import type { Settings } from './settings.js';

export interface Visit {
  readonly settings: Settings;
  /** Only logged-in visitors get a token. The tokens below are then tokens of the given login. */
  readonly isForMembers: boolean;
  /** A new visitor's first token. */
  readonly first: Answer;
  /** The same visitor's second token. */
  readonly second: Answer;
  /** Another visitor's first token; none if only logged-in visitors get one. */
  readonly other: Answer;
  /** Tokens for cookies that the backend did not issue; empty if the backend sets no cookie. */
  readonly forgeries: readonly Forgery[];
  /**
   * The token for a cookie with the other visitor's subject in it; null if no cookie contains the
   * visitor's own subject.
   */
  readonly impersonation: Answer | null;
  /** The answer to a page of another site. */
  readonly foreign: Answer;
  /** The answer to a method that the endpoint does not need. */
  readonly wrongMethod: Answer;
  readonly wrongMethodName: string;
  /**
   * The answer to the preflight request for a page of another origin; null if the browser sends no
   * preflight request.
   */
  readonly preflight: Answer | null;
  readonly preflightHeaders: readonly string[];
  /** The cookies on which the subject depends. */
  readonly identityCookies: readonly Cookie[];
  readonly login: LoginVisit | null;
}

/** The checker could not connect to the backend, so there is nothing to judge. */
export class Unreachable extends Error {}

/** @throws Unreachable if the checker cannot connect to the backend */
export async function visitBackend(settings: Settings): Promise<Visit> {
  const { tokenEndpoint } = settings;
  const stranger = openBrowser(settings);
  const anonymous = await stranger.send(tokenEndpoint);
  if (anonymous.isUnreachable)
    throw new Unreachable(anonymous.trouble ?? 'the endpoint does not answer; check that the backend runs');
  const member = anonymous.token ? null : await openMember(settings);
  const isForMembers = member !== null;
  const { browser, first } = member ?? { browser: stranger, first: anonymous };
  const second = await browser.copy().send(tokenEndpoint);
  const other = isForMembers ? anonymous : await openBrowser(settings).send(tokenEndpoint);
  const identityCookies = await findIdentityCookies(settings, browser, first);
  const forgeries = await forge(settings, browser, first, identityCookies);
  const impersonation = await impersonate(settings, browser, first, other);
  const foreign = await openBrowser(settings).send(tokenEndpoint, { isForeign: true });
  const wrongMethodName = tokenEndpoint.method === 'PUT' ? 'PATCH' : 'PUT';
  const wrongMethod = await openBrowser(settings).send({ ...tokenEndpoint, method: wrongMethodName });
  const asked = await askBeforehand(settings);
  const [outside, before] = isForMembers ? [stranger, anonymous] : [browser, second];
  const login = first.token ? await visitLogin(settings, outside, before, identityCookies) : null;
  const seen = {
    settings,
    isForMembers,
    first,
    second,
    other,
    forgeries,
    impersonation,
    foreign,
    wrongMethod,
    wrongMethodName,
  };
  return { ...seen, ...asked, identityCookies, login };
}

/** Logs in, if anonymous visitors get no token; null if a logged-in visitor gets none either. */
async function openMember(settings: Settings): Promise<{ browser: Browser; first: Answer } | null> {
  const { login, tokenEndpoint } = settings;
  if (!login) return null;
  const browser = openBrowser(settings);
  await browser.send(login.endpoint, messageOf(login.body));
  const first = await browser.send(tokenEndpoint);
  return first.token ? { browser, first } : null;
}

async function forge(
  { tokenEndpoint }: Settings,
  browser: Browser,
  first: Answer,
  identityCookies: readonly Cookie[],
): Promise<readonly Forgery[]> {
  const names = identityCookies.map(({ key }) => key);
  if (!browser.cookiesFor(tokenEndpoint.url).some(({ key }) => names.includes(key))) return [];
  const forgeries: Forgery[] = [];
  for (const { what, change } of forgeCookies(first, identityCookies)) {
    // The other cookies stay, because one of them may hold the session.
    const forged = (name: string, value: string) => (names.includes(name) ? change(name, value) : value);
    const ask = () => browser.copy(forged).send(tokenEndpoint);
    forgeries.push({ what, answers: [await ask(), await ask()] });
  }
  return forgeries;
}

/**
 * Acts as an attacker who has seen another visitor's subject, for example in a token or in the
 * assistant's logs.
 */
async function impersonate(settings: Settings, browser: Browser, own: Answer, other: Answer): Promise<Answer | null> {
  const [mine, theirs] = [own, other].map(({ token }) => token?.claims['sub']);
  if (typeof mine !== 'string' || typeof theirs !== 'string') return null;
  const change = (_name: string, value: string) => exchangeSubject(value, mine, theirs);
  const { url } = settings.tokenEndpoint;
  const isHeld = browser.cookiesFor(url).some(({ key, value }) => change(key, value) !== value);
  return isHeld ? browser.copy(change).send(settings.tokenEndpoint) : null;
}

/** If the backend sets several cookies, the checker tries each cookie alone. */
async function findIdentityCookies(settings: Settings, browser: Browser, first: Answer): Promise<readonly Cookie[]> {
  const { tokenEndpoint, csrf } = settings;
  const kept = new Set(browser.cookiesFor(tokenEndpoint.url).map(({ key }) => key));
  const set = first.cookies.filter(({ key }) => key !== csrf?.cookie);
  const candidates = set.filter(({ key }) => kept.has(key));
  // The checks report cookies that the browser does not keep.
  if (candidates.length < 2) return candidates.length === 0 ? set : candidates;
  const found: Cookie[] = [];
  for (const candidate of candidates) {
    const alone = browser.copy((name, value) => (name === candidate.key ? value : null));
    const { token } = await alone.send(tokenEndpoint);
    if (token?.claims['sub'] === first.token?.claims['sub']) found.push(candidate);
  }
  return found.length > 0 ? found : candidates;
}

async function askBeforehand(settings: Settings): Promise<Pick<Visit, 'preflight' | 'preflightHeaders'>> {
  const { login, tokenEndpoint, origin } = settings;
  const { url, method } = login?.endpoint ?? tokenEndpoint;
  const isJSON = login?.body?.contentType === 'application/json';
  const names = [...Object.keys(settings.headers), ...(isJSON ? ['content-type'] : [])].map((name) =>
    name.toLowerCase(),
  );
  const asks = origin !== url.origin && (names.length > 0 || !/^(GET|POST)$/.test(method));
  if (!asks) return { preflight: null, preflightHeaders: [] };
  const question = { 'access-control-request-method': method, 'access-control-request-headers': names.join(',') };
  const bare = openBrowser({ ...settings, headers: {} });
  return { preflight: await bare.send({ url, method: 'OPTIONS' }, { headers: question }), preflightHeaders: names };
}
