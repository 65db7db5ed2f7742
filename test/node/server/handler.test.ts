/** The handler: the contents of a token, the allowed origins, and the refusals. */
import { decodeJwt } from 'jose';
import NodeRSA from 'node-rsa';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type { Login } from '../../../src/server/index.js';
import { payload } from '../keys.js';
import { ana, Browser, cade, createIssuer, PAGE, privatePem } from './issuer.js';

let log: MockInstance;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

const issuer = createIssuer();
const decrypt = (encrypted: string | undefined) =>
  JSON.parse(new NodeRSA(privatePem(payload.privateKey, 'pkcs1')).decrypt(encrypted ?? '', 'utf8'));

test('answers with a plain token, which no cache may keep', async () => {
  const response = await new Browser().ask(issuer);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'Cookie',
  });
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
  expect(decodeJwt(await response.text()).sub).toMatch(/^anon-/);
});

describe('the claims', () => {
  test('of a login have its sid, and its payload, which only the assistant can read', async () => {
    const { sid, user_payload, ...others } = await new Browser().claims(issuer, cade);
    expect(sid).toBe('sid-of-cade');
    expect(decrypt(user_payload)).toEqual({ custom_user_id: 'cade-id', name: 'Cade' });
    expect(Object.keys(others).sort()).toEqual(['exp', 'iat', 'sub']);
  });

  test('name the customer unless the payload does so', async () => {
    expect(decrypt((await new Browser().claims(issuer, ana)).user_payload)).toEqual({ custom_user_id: 'ana-id' });
    const own = { ...ana, payload: { custom_user_id: 'own' } };
    expect(decrypt((await new Browser().claims(issuer, own)).user_payload)).toEqual({ custom_user_id: 'own' });
  });

  test.each([undefined, null])('name the customer if custom_user_id of the payload is %s', async (custom_user_id) => {
    const login = { ...cade, payload: { custom_user_id, name: 'Cade' } };
    const { user_payload } = await new Browser().claims(issuer, login);
    expect(decrypt(user_payload)).toEqual({ custom_user_id: 'cade-id', name: 'Cade' });
  });

  test('of an anonymous visitor name the anonymous ID, so that nothing of an earlier login remains', async () => {
    const { sub, sid, user_payload } = await new Browser().claims(issuer);
    expect(sid).toBeUndefined();
    expect(decrypt(user_payload)).toEqual({ custom_user_id: sub });
  });

  test('have no user_payload without payloadKey, and a login with a payload is refused', async () => {
    const without = createIssuer({ payloadKey: undefined });
    expect(Object.keys(await new Browser().claims(without)).sort()).toEqual(['exp', 'iat', 'sub']);
    expect(Object.keys(await new Browser().claims(without, ana)).sort()).toEqual(['exp', 'iat', 'sid', 'sub']);
    const response = await new Browser().ask(without, cade);
    expect(response.status).toBe(500);
    expect(String(log.mock.calls[0]?.[1])).toContain('the option `payloadKey` is not set');
  });
});

test('no address, body or header other than the cookie affects the token', async () => {
  const browser = new Browser();
  const sub = await browser.subject(issuer);
  const made = 'anon-00000000-0000-4000-8000-000000000000';
  const url = `${PAGE}/createJWT?sub=${made}&userId=${made}&sid=made-up&customerID=made-up&custom_user_id=made-up`;
  const headers = { authorization: `Bearer ${made}`, 'x-user-id': made, 'x-sid': 'made-up', 'user-agent': 'made-up' };
  const token = await (await browser.ask(issuer, null, { url, headers })).text();
  const { iat, exp, user_payload, ...claims } = decodeJwt<{ user_payload: string }>(token);
  expect(claims).toEqual({ sub });
  expect(decrypt(user_payload)).toEqual({ custom_user_id: sub });
  const posted = await browser.ask(issuer, null, {
    method: 'POST',
    body: JSON.stringify({ sub: made, sid: 'made-up' }),
  });
  expect(posted.status).toBe(405);
});

test('a framework that prerenders answers learns that this answer depends on the request', async () => {
  const handler = issuer.handler(() => null);
  // Before version 15, Next.js reports in this way that a route depends on its request.
  const dynamic = { ...new Request(PAGE), url: PAGE, method: 'GET' };
  Object.defineProperty(dynamic, 'headers', {
    get: () => {
      throw new Error('DYNAMIC_SERVER_USAGE');
    },
  });
  await expect(handler(dynamic)).rejects.toThrow('DYNAMIC_SERVER_USAGE');

  vi.stubEnv('NEXT_PHASE', 'phase-production-build');
  const forced = Object.assign(new Request(PAGE), { nextUrl: new URL(PAGE) });
  await expect(handler(forced)).rejects.toThrow(/^Could not build the token endpoint because/);
  vi.unstubAllEnvs();
  expect((await handler(forced)).status).toBe(200);
});

describe('methods', () => {
  test('HEAD is refused without a body, and makes no new visitor', async () => {
    const onSubject = vi.fn();
    const response = await new Browser().ask(createIssuer({ onSubject }), null, { method: 'HEAD' });
    expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([405, 'GET', '']);
    expect(onSubject).not.toHaveBeenCalled();
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s is refused in JSON', async (method) => {
    const response = await new Browser().ask(issuer, null, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^The request was refused because .*GET/) });
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('who may ask', () => {
  const shop = 'https://shop.example';
  const allowing = createIssuer({ allowedOrigins: [shop] });
  const statusFor = async (headers: Record<string, string>, of = issuer) => {
    const request = new Request(`${PAGE}/createJWT`, { headers });
    return (await of.handler(() => null)(request)).status;
  };

  test.each<[number, string, Record<string, string>]>([
    [200, 'its own page', { 'sec-fetch-site': 'same-origin' }],
    [200, 'a visitor who types the address', { 'sec-fetch-site': 'none' }],
    [200, 'no browser', {}],
    [200, "an older browser's own page", { origin: PAGE }],
    [403, "another site's page", { 'sec-fetch-site': 'cross-site', origin: shop }],
    [403, "another site's image or link", { 'sec-fetch-site': 'cross-site' }],
    [403, 'a sibling domain', { 'sec-fetch-site': 'same-site', origin: 'https://blog.example.com' }],
    [403, "an older browser's page of another site", { origin: shop }],
    [403, 'a sandboxed page', { origin: 'null' }],
  ])('%i for %s', async (status, _who, headers) => {
    expect(await statusFor(headers)).toBe(status);
  });

  test('a page on the list, but not a page with a similar origin', async () => {
    expect(await statusFor({ 'sec-fetch-site': 'cross-site', origin: shop }, allowing)).toBe(200);
    for (const origin of ['https://shop.example.evil', 'http://shop.example', 'https://shop.example:444', 'null']) {
      expect(await statusFor({ 'sec-fetch-site': 'cross-site', origin }, allowing)).toBe(403);
    }
  });

  test('a page on the list may read every answer, with its exact origin', async () => {
    for (const method of ['GET', 'PUT']) {
      const headers = { 'sec-fetch-site': 'cross-site', origin: shop };
      const response = await new Browser().ask(allowing, null, { method, headers });
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': shop,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Date, Retry-After',
        vary: 'Cookie, Origin',
      });
    }
  });

  test('other pages get no header that lets them read, and caches distinguish the origins', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    for (const method of ['GET', 'OPTIONS']) {
      const response = await new Browser().ask(allowing, null, { method, headers });
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(response.headers.get('vary')).toBe('Cookie, Origin');
    }
  });

  test('the browser of a page on the list learns the headers that the page may send', async () => {
    const headers = {
      'sec-fetch-site': 'cross-site',
      origin: shop,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-api-version,x-trace',
    };
    const response = await new Browser().ask(allowing, null, { method: 'OPTIONS', headers });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-api-version,x-trace',
    });
  });
});

describe('identify', () => {
  test('gets the request, and may answer at once or later', async () => {
    const request = new Request(`${PAGE}/createJWT`, { headers: { cookie: 'session=1' } });
    const identify = vi.fn(async (_request: Request) => cade);
    const token = await (await issuer.handler(identify)(request)).text();
    expect(identify).toHaveBeenCalledWith(request);
    expect(decodeJwt(token)['sid']).toBe('sid-of-cade');
  });

  test.each([
    ['throws', () => Promise.reject(new Error('The session store is away: redis://user:secret@host'))],
    [
      'throws at once',
      () => {
        throw new Error('secret');
      },
    ],
    ['throws nothing', () => Promise.reject(undefined)],
  ])('if it %s, the answer is 503 and never an anonymous token', async (_what, identify) => {
    const response = await issuer.handler(identify)(new Request(`${PAGE}/createJWT`));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(response.headers.getSetCookie()).toEqual([]);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(/could not find out who is logged in/) });
    expect(text).not.toContain('secret');
    expect(log).toHaveBeenCalledOnce();
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['an empty sid', { sid: '', customerID: 'cade-id' }],
    ['no sid', { customerID: 'cade-id' }],
    ['a number for the customer', { sid: 'made-sid', customerID: 4711 }],
    ['no customer', { sid: 'made-sid' }],
    ['text', 'cade-id'],
    ['a payload that is text', { ...cade, payload: '{"name":"made-sid"}' }],
    ['a payload that is a list', { ...cade, payload: [['name', 'made-sid']] }],
  ])('if it returns %s, the answer is 500 and the console says what to return', async (_what, login) => {
    const response = await issuer.handler(() => login as Login)(new Request(`${PAGE}/createJWT`));
    expect(response.status).toBe(500);
    const told = String(log.mock.calls[0]?.[1]);
    expect(told).toMatch(/`identify` because .*; return null if nobody is logged in/);
    expect(`${told} ${await response.text()}`).not.toMatch(/cade-id|made-sid|4711/);
  });
});

describe('ready', () => {
  test('settles once the keys are imported', async () => {
    await expect(createIssuer().ready).resolves.toBeUndefined();
  });

  test('rejects, never unhandled, if the runtime refuses a key; handlers answer 500 and the console has the remedy', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new Error('no'));
    try {
      const broken = createIssuer();
      // Reading the property is enough.
      void broken.ready;
      const response = await new Browser().ask(broken);
      await new Promise(setImmediate);
      expect(unhandled).not.toHaveBeenCalled();
      expect(response.status).toBe(500);
      expect(String(log.mock.calls[0]?.[1])).toContain('npx secure-web-chat keys');
      await expect(broken.ready).rejects.toThrow(/^Could not import the keys because/);
    } finally {
      importKey.mockRestore();
      process.off('unhandledRejection', unhandled);
    }
  });

  test('making an issuer imports nothing yet', () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    createIssuer().handler(() => null);
    expect(importKey).not.toHaveBeenCalled();
    importKey.mockRestore();
  });
});
