/**
 * Sends requests that a login endpoint has to refuse: wrong passwords, bad bodies, and logins from
 * pages of other sites.
 */
import { randomBytes } from 'node:crypto';
import { type Answer, isHTML, isSuccess } from './answer.js';
import type { Browser, Message } from './browser.js';
import type { Endpoint } from './endpoint.js';
import type { Sign } from './loginSign.js';
import type { LoginBody, Settings } from './settings.js';

export interface Misuse {
  /**
   * The given user with a wrong password; null if the credentials have no field for a password.
   */
  readonly wrongPassword: Answer | null;
  /** A user who does not exist. */
  readonly unknownUser: Answer | null;
  readonly badBodies: readonly { readonly what: string; readonly answer: Answer }[];
  /** The right credentials with GET, in the address; null without credentials. */
  readonly inAddress: { readonly answer: Answer; readonly isLoggedIn: boolean } | null;
  /**
   * The right credentials, in the forms in which another site's page can send them without a
   * preflight, and whether they logged in.
   */
  readonly foreign: readonly { readonly what: string; readonly answer: Answer; readonly isLoggedIn: boolean }[];
  /** The right credentials without the CSRF header; null if the backend sets no CSRF cookie. */
  readonly withoutCSRF: { readonly answer: Answer; readonly isLoggedIn: boolean } | null;
}

export async function visitWithMisuse(
  settings: Settings,
  endpoint: Endpoint,
  body: LoginBody | null,
  anonymous: Browser,
  sign: Sign,
): Promise<Misuse> {
  const ask = (message: Message) => anonymous.copy().send(endpoint, message);
  async function attack(message: Message, at = endpoint) {
    const browser = anonymous.copy();
    const answer = await browser.send(at, message);
    const { token } = await browser.send(settings.tokenEndpoint);
    const looksLikeLogin = isSuccess(answer) && !isHTML(answer) && answer.cookies.length > 0;
    const isLoggedIn = sign.isLoggedIn(token) ?? looksLikeLogin;
    return { answer, isLoggedIn };
  }

  const fields = body?.json ?? Object.fromEntries(new URLSearchParams(body?.text ?? ''));
  const secret = Object.keys(fields).find((name) => /pass|pwd|secret|pin/i.test(name));
  const wrong = (names: readonly string[]) =>
    ask(messageOf({ ...fields, ...Object.fromEntries(names.map((name) => [name, randomText()])) }, body));

  const badBodies: Misuse['badBodies'][number][] = [];
  const foreign: Misuse['foreign'][number][] = [];
  if (body?.json) {
    const inAll = (value: unknown) =>
      JSON.stringify(Object.fromEntries(Object.keys(fields).map((name) => [name, value])));
    for (const [what, text] of [
      ['an incomplete JSON text', '{"'],
      ['objects instead of text', inAll({ $ne: '' })],
      // JSON can express a lone surrogate, but UTF-8 cannot, so some runtimes throw when they hash
      // it.
      ['half a character', inAll('\ud800')],
      ['a text of 1,500 characters', inAll('x'.repeat(1500))],
    ] as const) {
      badBodies.push({ what, answer: await ask({ body: text, contentType: body.contentType }) });
    }
    foreign.push({ what: 'JSON as text/plain', ...(await attack({ ...plain(body.text), isForeign: true })) });
  }
  if (body) {
    const form = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString();
    foreign.push({ what: 'a form', ...(await attack({ ...asForm(form), isForeign: true })) });
  }
  const csrfCookie = settings.csrf?.cookie;
  const hasCSRF = anonymous.cookiesFor(endpoint.url).some(({ key }) => key === csrfCookie);
  return {
    wrongPassword: secret === undefined ? null : await wrong([secret]),
    unknownUser: body ? await wrong(Object.keys(fields)) : null,
    badBodies,
    inAddress: body && (await attack({}, inAddress(endpoint, fields))),
    foreign,
    withoutCSRF: body && hasCSRF ? await attack({ ...messageOf(fields, body), withoutCSRF: true }) : null,
  };
}

function inAddress(endpoint: Endpoint, fields: Readonly<Record<string, unknown>>): Endpoint {
  const url = new URL(endpoint.url);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, String(value));
  return { method: 'GET', url };
}

const plain = (body: string): Message => ({ body, contentType: 'text/plain' });
const asForm = (body: string): Message => ({ body, contentType: 'application/x-www-form-urlencoded' });
const randomText = () => randomBytes(9).toString('hex');

function messageOf(fields: Readonly<Record<string, unknown>>, body: LoginBody | null): Message {
  if (body?.json) return { body: JSON.stringify(fields), contentType: body.contentType };
  return asForm(new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString());
}
