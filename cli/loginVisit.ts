/** Sends the requests to the login and logout endpoints, in order, as several visitors. */
import type { Cookie } from 'tough-cookie';
import { type Answer, isSuccess } from './answer.js';
import { type Browser, type Message, openBrowser } from './browser.js';
import type { Endpoint } from './endpoint.js';
import { createSign, type Sign } from './loginSign.js';
import { type Misuse, visitWithMisuse } from './misuse.js';
import type { LoginBody, Settings } from './settings.js';

export interface LoginVisit {
  readonly body: LoginBody | null;
  readonly answer: Answer;
  /** The visitor's token before the login. */
  readonly before: Answer;
  readonly after: Answer;
  /** The second token of the same login. */
  readonly again: Answer;
  /** The login of a second user; null without their credentials. */
  readonly other: OtherLogin | null;
  readonly sign: Sign;
  /** The cookies on which the login depends. */
  readonly sessionCookies: readonly Cookie[];
  /** The names of the session cookies that had the same value before the login. */
  readonly keptCookies: readonly string[];
  /**
   * The names of the session cookies that a second login, sent with the cookies of the first, did
   * not change; null if the second login failed.
   */
  readonly unrenewed: readonly string[] | null;
  readonly logout: LogoutVisit | null;
  readonly misuse: Misuse;
}

/** A second user's login, in a browser of its own. */
export interface OtherLogin {
  readonly answer: Answer;
  /** The value of the user cookie; null if there is none. */
  readonly userCookie: string | null;
}

export interface LogoutVisit {
  readonly answer: Answer;
  /** The visitor's token after the logout. */
  readonly after: Answer;
  /** The token for a request with the cookies from before the logout. */
  readonly replayed: Answer;
  /** The names of the cookies that are still there. */
  readonly left: readonly string[];
  /** A second logout. */
  readonly again: Answer;
  /** A logout that another site's page requested, and the token after it. */
  readonly foreign: Attempt | null;
  /**
   * The same with GET, the method of a link or an image; null if nobody was logged in any more.
   */
  readonly byGet: Attempt | null;
}

/** A request from another site's page, and the visitor's token after it. */
export interface Attempt {
  readonly answer: Answer;
  readonly after: Answer;
}

export async function visitLogin(
  settings: Settings,
  anonymous: Browser,
  before: Answer,
  identityCookies: readonly Cookie[],
): Promise<LoginVisit | null> {
  const { login, tokenEndpoint, logoutEndpoint } = settings;
  if (!login) return null;
  const message = messageOf(login.body);
  const browser = anonymous.copy();
  const held = valuesIn(browser, login.endpoint.url);
  const answer = await browser.send(login.endpoint, message);
  const after = await browser.copy().send(tokenEndpoint);
  const again = await browser.copy().send(tokenEndpoint);
  const other = login.otherBody && (await logOtherIn(settings, login.endpoint, login.otherBody));
  const sign = createSign(before, after);
  const loggedIn = browser.copy();
  const sessionCookies = await findSessionCookies(settings, loggedIn, answer, sign, identityCookies);
  const names = sessionCookies.map(({ key }) => key);
  const keptCookies = unchanged(names, held, valuesIn(browser, tokenEndpoint.url));
  const hasLoggedIn = isSuccess(answer);
  let logout: LogoutVisit | null = null;
  let unrenewed: readonly string[] | null = null;
  if (hasLoggedIn) {
    const left = logoutEndpoint && (await leave(settings, browser, loggedIn, names));
    const second = loggedIn.copy();
    const isRenewed = isSuccess(await second.send(login.endpoint, message)) && names.length > 0;
    const [old, now] = [valuesIn(loggedIn, tokenEndpoint.url), valuesIn(second, tokenEndpoint.url)];
    if (isRenewed) unrenewed = unchanged(names, old, now);
    const foreign = await leaveFromElsewhere(settings, second);
    const isLoggedIn = foreign !== null && (sign.isLoggedIn(foreign.after.token) ?? !isSuccess(foreign.answer));
    logout = left && { ...left, foreign, byGet: isLoggedIn ? await leaveFromElsewhere(settings, second, 'GET') : null };
  }
  const misuse = await visitWithMisuse(settings, login.endpoint, login.body, anonymous, sign);
  return {
    body: login.body,
    answer,
    before,
    after,
    again,
    other,
    sign,
    sessionCookies,
    keptCookies,
    unrenewed,
    logout,
    misuse,
  };
}

async function logOtherIn(settings: Settings, endpoint: Endpoint, body: LoginBody): Promise<OtherLogin> {
  const browser = openBrowser(settings);
  const first = await browser.send(settings.tokenEndpoint);
  const answer = await browser.send(endpoint, messageOf(body));
  const after = await browser.send(settings.tokenEndpoint);
  const cookies = [...after.cookies, ...answer.cookies, ...first.cookies];
  return { answer, userCookie: cookies.find(({ key }) => key === settings.userCookie)?.value ?? null };
}

export function messageOf(body: LoginBody | null): Message {
  return body ? { body: body.text, contentType: body.contentType } : {};
}

async function leave(settings: Settings, browser: Browser, loggedIn: Browser, names: readonly string[]) {
  const { logoutEndpoint, tokenEndpoint, userCookie } = settings;
  const endpoint = logoutEndpoint ?? tokenEndpoint;
  const answer = await browser.send(endpoint);
  const after = await browser.copy().send(tokenEndpoint);
  const replayed = await loggedIn.copy().send(tokenEndpoint);
  const old = valuesIn(loggedIn, tokenEndpoint.url);
  const left = unchanged([...names, ...(userCookie ? [userCookie] : [])], old, valuesIn(browser, tokenEndpoint.url));
  const again = await browser.send(endpoint);
  return { answer, after, replayed, left, again };
}

async function leaveFromElsewhere(settings: Settings, browser: Browser, method?: string): Promise<Attempt | null> {
  const { logoutEndpoint } = settings;
  if (!logoutEndpoint) return null;
  const endpoint = { ...logoutEndpoint, method: method ?? logoutEndpoint.method };
  const answer = await browser.copy().send(endpoint, { isForeign: true, isNavigation: method === 'GET' });
  return { answer, after: await browser.send(settings.tokenEndpoint) };
}

/**
 * The cookies on which the login depends. If tokens do not show a login, all cookies that the login
 * set.
 */
async function findSessionCookies(
  { tokenEndpoint, userCookie, csrf }: Settings,
  loggedIn: Browser,
  answer: Answer,
  sign: Sign,
  identityCookies: readonly Cookie[],
): Promise<readonly Cookie[]> {
  const known = [userCookie, csrf?.cookie, ...identityCookies.map(({ key }) => key)];
  const kept = loggedIn.cookiesFor(tokenEndpoint.url);
  const lines = answer.cookies.filter(({ key }) => kept.some((cookie) => cookie.key === key));
  const set = lines.filter(({ key }) => !known.includes(key));
  if (set.length === 1 || !sign.isKnown) return set;
  // The login may depend on a cookie that the browser had before.
  const candidates = set.length > 0 ? set : kept.filter(({ key }) => key !== userCookie && key !== csrf?.cookie);
  const found: Cookie[] = [];
  for (const candidate of candidates) {
    const without = loggedIn.copy((name, value) => (name === candidate.key ? null : value));
    const { token } = await without.send(tokenEndpoint);
    if (sign.isLoggedIn(token) === false) found.push(candidate);
  }
  return found.length > 0 ? found : set;
}

function valuesIn(browser: Browser, url: URL): ReadonlyMap<string, string> {
  return new Map(browser.cookiesFor(url).map(({ key, value }) => [key, value]));
}

function unchanged(names: readonly string[], old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) {
  return names.filter((name) => old.has(name) && old.get(name) === now.get(name));
}
