/** No token, password or session reaches a log, an error, the DOM, an address or any storage. */
import type { RequestHandler } from 'express';
import { expect, test } from 'vitest';
import { backend as reference } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { answerLost, atFirst, type Front, tokenExpired } from './front.js';
import { errors, openSite, type PageNeeds, state } from './servedSite.js';
import { ask, askWhoIAm, openChat, outcome, password, send, submitLogin, transcript } from './visitor.js';

const WRONG_PASSWORD = 'a-wrong-password';

inEachBrowser((driver) => {
  test('login, messages, new tokens, logout and every kind of failure leave no secret anywhere', async () => {
    const { page, front, assistantFront } = await openSite(driver, site);
    await openChat(page);
    await submitLogin(page, 'cade', WRONG_PASSWORD);
    await eventually(() => outcome(page)).toEqual(['LOGIN_REJECTED']);
    await submitLogin(page, 'cade');
    await eventually(() => outcome(page)).toEqual(['Logged in']);
    await refreshToken(page, assistantFront);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    const { subject } = await state(page);
    await provokeErrors(page, front, assistantFront);
    expect(await whereSecretsAre(page, front)).toEqual([]);

    front.break('/logout', answerLost);
    await page.click('button', 'Log out');
    await eventually(() => outcome(page)).toEqual(['Logged out']);
    await eventually(() => transcript(page)).toMatch(/^Welcome/);

    expect(page.console.join('\n')).toContain('secure-web-chat:');
    expect(secretsOf(front).length).toBeGreaterThan(10);
    expect(new Set(await errors(page))).toEqual(
      new Set(['LOGIN_REJECTED', 'TOKEN_INVALID', 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE', 'WEB_CHAT_FAILED']),
    );
    expect(await whereSecretsAre(page, front)).toEqual([]);
    expect((await places(page)).errors).not.toContain(subject);
  });

  test('the search finds a secret in every place that it searches', async () => {
    const { page, front } = await openSite(driver, site);
    await openChat(page);
    const secret = secretsOf(front)[0] ?? '';
    const planted = {
      console: () => page.evaluate((text) => console.info({ deep: new Error(text) }), secret),
      errors: () => page.evaluate((text) => void window.errors.push(new Error('', { cause: { text } })), secret),
      DOM: () => page.evaluate((text) => document.body.setAttribute('data-x', text), secret),
      'addresses of requests': () => page.evaluate((text) => void fetch(`/?${text}`), secret),
      'address and history': () => page.evaluate((text) => history.replaceState({ text }, ''), secret),
      localStorage: () => page.evaluate((text) => localStorage.setItem('x', text), secret),
      sessionStorage: () => page.evaluate((text) => sessionStorage.setItem(text, 'x'), secret),
      cookies: () => page.evaluate((text) => void Object.assign(document, { cookie: `x=${text}` }), secret),
      'databases and caches': () => page.evaluate((text) => void indexedDB.open(text), secret),
      state: () => page.evaluate((text) => void Object.assign(window.chat, { getState: () => ({ text }) }), secret),
    };
    const found: string[] = [];
    for (const [place, plant] of Object.entries(planted)) {
      await plant();
      found.push(place);
      await eventually(async () => (await whereSecretsAre(page, front)).sort()).toEqual([...found].sort());
    }
    expect(Object.keys(await places(page)).sort()).toEqual(found.sort());
  });
});

const site = { backend: () => reference(), script };

/** Says everything it can say. */
function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
    debug: true,
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

async function refreshToken(page: Page, assistantFront: Front): Promise<void> {
  assistantFront.break('/message', atFirst(1, tokenExpired));
  await ask(page, 'A message that needs a new token');
}

/** Each answer of the backend contains a token, so a leak would be found. */
async function provokeErrors(page: Page, front: Front, assistantFront: Front): Promise<void> {
  const token = secretsOf(front)[0] ?? '';
  const answers: [string, RequestHandler][] = [
    ['TOKEN_INVALID', (_request, response) => void response.json({ token: `${token}.x` })],
    ['TOKEN_DENIED', (_request, response) => void response.status(418).send(token)],
    ['TOKEN_UNAVAILABLE', (_request, response) => void response.status(503).send(token)],
  ];
  for (const [code, fault] of answers) {
    const repair = front.break('/createJWT', fault);
    assistantFront.break('/message', atFirst(1, tokenExpired));
    await send(page, `A message that meets ${code}`);
    await eventually(() => errors(page), 20_000).toContain(code);
    repair();
    await ask(page, 'And on');
  }
  const repair = assistantFront.break('/message', (_request, response) => {
    response.status(429).set('Access-Control-Allow-Origin', '*').send('too many');
  });
  await send(page, 'A message too many');
  await eventually(() => errors(page)).toContain('WEB_CHAT_FAILED');
  repair();
}

/**
 * Everything that the backend gave out and the visitor typed: whole tokens, their parts beyond the
 * header, logins, passwords.
 */
function secretsOf({ answered }: Front): string[] {
  const tokens = answered
    .filter(({ path, status }) => path === '/createJWT' && status === 200)
    .map(({ body }) => body)
    .filter((body) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(body));
  const parts = tokens.flatMap((token) => token.split('.').slice(1));
  const logins = parts.map((part) => /"sid":"([^"]+)"/.exec(Buffer.from(part, 'base64url').toString())?.[1] ?? '');
  const sessions = answered.flatMap(({ cookies }) => cookies.map((line) => /^SESSION=([^;]+)/.exec(line)?.[1] ?? ''));
  return [...tokens, ...parts, ...logins, ...sessions, password, WRONG_PASSWORD].filter((secret) => secret !== '');
}

async function whereSecretsAre(page: Page, front: Front): Promise<string[]> {
  const secrets = secretsOf(front);
  const found = Object.entries(await places(page)).filter(([, text]) =>
    secrets.some((secret) => text.includes(secret)),
  );
  return found.map(([place]) => place);
}

async function places(page: Page) {
  const inPage = await page.evaluate(async () => {
    const seen = new Set<unknown>();
    const everything = (part: unknown): string => {
      if (typeof part !== 'object' || part === null || seen.has(part)) return String(part);
      seen.add(part);
      return Object.getOwnPropertyNames(part)
        .map((name) => `${name}: ${everything(part[name as never])}`)
        .join('\n');
    };
    const html = (root: Element | ShadowRoot): string =>
      [
        root.innerHTML,
        ...[...root.querySelectorAll('*')].map(({ shadowRoot }) => (shadowRoot ? html(shadowRoot) : '')),
      ].join();
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    return {
      errors: window.errors.map(everything).join('\n'),
      DOM: document.body.outerHTML.split('>')[0] + html(document.documentElement),
      'address and history': [location.href, document.referrer, window.name, JSON.stringify(history.state)].join('\n'),
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      cookies: decodeURIComponent(document.cookie),
      'databases and caches': [...databases, ...(await caches.keys())].join('\n'),
      state: everything(window.chat.getState()),
    };
  });
  return {
    ...inPage,
    console: page.console.join('\n'),
    'addresses of requests': page.requests.map(({ url, headers }) => `${url} ${headers['referer']}`).join('\n'),
  };
}
