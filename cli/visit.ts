/**
 * The requests to the token endpoint, their order, and the visitors that send them. The checks only
 * read the answers.
 */
import type { Cookie } from 'tough-cookie';
import type { Answer } from './answer.js';
import { type Browser, openBrowser } from './browser.js';
import { exchangeSubject, type Forgery, forgeCookies } from './forgery.js';
import { type LoginVisit, messageOf, visitLogin } from './loginVisit.js';
import type { Settings } from './settings.js';

export interface Visit {
  readonly settings: Settings;
  /** Only who is logged in gets a token: the tokens are then those of the login that was given. */
  readonly isForMembers: boolean;
  /** A new visitor's first token. */
  readonly first: Answer;
  /** The same visitor's second. */
  readonly second: Answer;
  /** Another visitor's first; none if tokens are for members only. */
  readonly other: Answer;
  /** With cookies that the backend did not give out; none where it gives none. */
  readonly forgeries: readonly Forgery[];
  /**
   * With a cookie that has the other visitor's subject in it; null if no cookie has the own one.
   */
  readonly impersonation: Answer | null;
  /** Asked by a page of another site's. */
  readonly foreign: Answer;
  /** Asked with a method that the endpoint is not for. */
  readonly wrongMethod: Answer;
  readonly wrongMethodName: string;
  /**
   * The browser's question before it sends what a page of another origin wants; null where it does
   * not ask.
   */
  readonly preflight: Answer | null;
  readonly preflightHeaders: readonly string[];
  /** The cookies that the subject depends on. */
  readonly identityCookies: readonly Cookie[];
  readonly login: LoginVisit | null;
}

/** The backend could not be reached, so there is nothing to judge. */
export class Unreachable extends Error {}

/** @throws Unreachable */
export async function visitBackend(settings: Settings): Promise<Visit> {
  const { tokenEndpoint } = settings;
  const stranger = openBrowser(settings);
  const anonymous = await stranger.send(tokenEndpoint);
  if (anonymous.isUnreachable) throw new Unreachable(anonymous.trouble ?? 'it does not answer');
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

/** If nobody else gets a token, a member may; null if not even a member does. */
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
    // The others stay, since a member's session may be among them.
    const forged = (name: string, value: string) => (names.includes(name) ? change(name, value) : value);
    const ask = () => browser.copy(forged).send(tokenEndpoint);
    forgeries.push({ what, answers: [await ask(), await ask()] });
  }
  return forgeries;
}

/**
 * As somebody does who has seen the subject of another visitor: it is in every token, and in the
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

/** If several cookies are set, each is tried alone. */
async function findIdentityCookies(settings: Settings, browser: Browser, first: Answer): Promise<readonly Cookie[]> {
  const { tokenEndpoint, csrf } = settings;
  const kept = new Set(browser.cookiesFor(tokenEndpoint.url).map(({ key }) => key));
  const set = first.cookies.filter(({ key }) => key !== csrf?.cookie);
  const candidates = set.filter(({ key }) => kept.has(key));
  // What a browser does not keep is for the checks to say.
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
