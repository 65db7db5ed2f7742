/**
 * The anonymous ID: its owner, its lifetime, and the rule that nobody gets a token for the ID of
 * another visitor.
 */
import { format } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { ana, Browser, cade, cookieSecret, createIssuer, PAGE } from './issuer.js';

const NAME = '__Host-ANONYMOUS-USER-ID';
const issuer = createIssuer();

test('a browser keeps its ID before, during and after a login', async () => {
  const browser = new Browser();
  const anonymous = await browser.subject(issuer);
  expect(anonymous).toMatch(/^anon-[\da-f-]{36}$/);
  expect(await browser.subject(issuer, cade)).toBe(anonymous);
  expect(await browser.subject(issuer, { ...cade, sid: 'another-login' })).toBe(anonymous);
  expect(await browser.subject(issuer)).toBe(anonymous);
  expect(await browser.subject(issuer, cade)).toBe(anonymous);
});

test('two browsers have two IDs', async () => {
  expect(await new Browser().subject(issuer)).not.toBe(await new Browser().subject(issuer));
});

test('if another customer logs in on the same browser, the visitor gets a new ID', async () => {
  const browser = new Browser();
  const ofCade = await browser.subject(issuer, cade);
  await browser.subject(issuer);
  const ofAna = await browser.subject(issuer, ana);
  expect(ofAna).not.toBe(ofCade);
  expect(await browser.subject(issuer, ana)).toBe(ofAna);
  expect(await browser.subject(issuer, cade)).not.toBe(ofCade);
});

test('nobody gets a token for a visitor by knowing the `sub`', async () => {
  const victim = new Browser();
  const subject = (await victim.subject(issuer)) ?? '';
  const [, , signature = ''] = [...victim.cookies.values()][0]?.split('.') ?? [];
  const own = new Browser();
  await own.subject(issuer);
  const [, , ownSignature = ''] = [...own.cookies.values()][0]?.split('.') ?? [];

  for (const value of [
    subject,
    `${subject}.`,
    `${subject}..`,
    `${subject}..${'A'.repeat(43)}`,
    `${subject}..${ownSignature}`,
    `${subject}.${'A'.repeat(22)}.${signature}`,
    `"${subject}"`,
    encodeURIComponent(`${subject}..${ownSignature}`),
  ]) {
    const thief = new Browser();
    thief.cookies.set(NAME, value);
    expect(await thief.subject(issuer)).not.toBe(subject);
    expect(thief.cookies.get(NAME)).not.toBe(value);
  }
});

test('a cookie of another backend is replaced, and so is a malformed cookie', async () => {
  const foreign = new Browser();
  const subject = await foreign.subject(createIssuer({ cookieSecret: 'another-secret-with-more-than-32-bytes' }));
  expect(await foreign.subject(issuer)).not.toBe(subject);
  for (const value of ['', 'x', '..', '%00', 'a'.repeat(5000), 'j:{"a":1}', 'anon-1..']) {
    const browser = new Browser();
    browser.cookies.set(NAME, value);
    expect(await browser.subject(issuer)).toMatch(/^anon-[\da-f-]{36}$/);
  }
});

test('a customer who removes the mark of another customer from the cookie gets a new ID', async () => {
  const browser = new Browser();
  const ofCade = await browser.subject(issuer, cade);
  const [id, , signature] = browser.cookies.get(NAME)?.split('.') ?? [];
  browser.cookies.set(NAME, `${id}..${signature}`);
  expect(await browser.subject(issuer, ana)).not.toBe(ofCade);
});

test('the cookie says neither who the customer is nor that two browsers have the same', async () => {
  const browsers = [new Browser(), new Browser()];
  for (const browser of browsers) await browser.subject(issuer, cade);
  const [one = '', other = ''] = browsers.map(({ cookies }) => cookies.get(NAME) ?? '');
  expect(one).not.toContain('cade');
  expect(one.split('.')[1]).toMatch(/^[\w-]{22}$/);
  expect(one.split('.')[1]).not.toBe(other.split('.')[1]);
});

describe('with another cookie secret', () => {
  const [old, next] = [cookieSecret, 'the-next-secret-which-has-enough-bytes'];

  test('IDs and their owners survive a rotation, even after a visit while nobody was logged in', async () => {
    const browser = new Browser();
    const ofCade = await browser.subject(issuer, cade);
    const rotating = createIssuer({ cookieSecret: [next, old] });
    expect(await browser.subject(rotating)).toBe(ofCade);
    const copy = new Browser();
    copy.cookies.set(NAME, browser.cookies.get(NAME) ?? '');
    expect(await copy.subject(rotating, ana)).not.toBe(ofCade);
    expect(await browser.subject(rotating, cade)).toBe(ofCade);
    expect(await browser.subject(createIssuer({ cookieSecret: next }), cade)).toBe(ofCade);
  });

  test('the first secret signs, and an old cookie is invalid after its secret was removed', async () => {
    const browser = new Browser();
    const subject = await browser.subject(issuer);
    const oldCookie = browser.cookies.get(NAME) ?? '';
    expect(await browser.subject(createIssuer({ cookieSecret: [next, old] }))).toBe(subject);
    expect(await browser.subject(createIssuer({ cookieSecret: [next] }))).toBe(subject);
    const late = new Browser();
    late.cookies.set(NAME, oldCookie);
    expect(await late.subject(createIssuer({ cookieSecret: [next] }))).not.toBe(subject);
  });
});

describe('onSubject', () => {
  test('is called before each token, with the ID for the token and the customer', async () => {
    const onSubject = vi.fn();
    const told = createIssuer({ onSubject });
    const browser = new Browser();
    const subject = await browser.subject(told);
    await browser.subject(told);
    await browser.subject(told, cade);
    await browser.subject(told, cade);
    await browser.subject(told);
    const ofAna = await browser.subject(told, ana);
    await browser.ask(told, ana, { method: 'HEAD' });
    expect(onSubject.mock.calls).toEqual([
      [subject, null],
      [subject, null],
      [subject, 'cade-id'],
      [subject, 'cade-id'],
      [subject, null],
      [ofAna, 'ana-id'],
    ]);
  });

  test('decides, whatever the cookie says', async () => {
    const owners = new Map<string, string>();
    const deciding = createIssuer({
      async onSubject(subject, customerID) {
        if (customerID === null) return;
        if ((owners.get(subject) ?? customerID) !== customerID) return false;
        owners.set(subject, customerID);
        return true;
      },
    });
    const browser = new Browser();
    const shared = await browser.subject(deciding);
    const early = new Browser();
    early.cookies.set(NAME, browser.cookies.get(NAME) ?? '');
    expect(await browser.subject(deciding, cade)).toBe(shared);
    // A copy of the cookie from before the login says that the ID belongs to nobody.
    const ofAna = await early.subject(deciding, ana);
    expect(ofAna).not.toBe(shared);
    expect([...owners]).toEqual([
      [shared, 'cade-id'],
      [ofAna, 'ana-id'],
    ]);
  });

  test.each([
    ['nobody', null],
    ['its own customer', cade],
  ])('an ID that it refuses to %s is replaced, although the cookie is valid', async (_who, login) => {
    const retired = new Set<string>();
    const deciding = createIssuer({ onSubject: async (subject) => !retired.has(subject) });
    const browser = new Browser();
    const first = (await browser.subject(deciding, cade)) ?? '';
    expect(await browser.subject(deciding, login)).toBe(first);
    retired.add(first);
    const next = await browser.subject(deciding, login);
    expect(next).not.toBe(first);
    expect(await browser.subject(deciding, login)).toBe(next);
    expect(await browser.subject(deciding, cade)).toBe(next);
  });

  test('if it throws, the answer is 503 and sets no cookie', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const failing = createIssuer({
      onSubject() {
        throw new Error('The database is away.');
      },
    });
    const response = await new Browser().ask(failing);
    expect(response.status).toBe(503);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });

  test('its error is on the console, without the values that a database adds to its errors', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const onSubject = (subject: string) => {
      const cause = Object.assign(new Error('The connection ended.'), { params: [subject] });
      throw Object.assign(new Error('The database is away.', { cause }), { params: [subject] });
    };
    await new Browser().ask(createIssuer({ onSubject }));
    const said = log.mock.calls.map((parts) => format(...parts)).join();
    log.mockRestore();
    expect(said).toMatch(/The database is away\..*The connection ended\./s);
    expect(said).not.toContain('anon-');
  });

  test('if it refuses three IDs, there is no token, no cookie and no fourth', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const refused: string[] = [];
    const onSubject = (subject: string) => refused.push(subject) < 0;
    const response = await new Browser().ask(createIssuer({ onSubject }), cade);
    expect([response.status, response.headers.getSetCookie()]).toEqual([503, []]);
    expect([refused.length, new Set(refused).size]).toEqual([3, 3]);
    log.mockRestore();
  });

  test('if it refuses two IDs, the visitor gets the third', async () => {
    const asked: string[] = [];
    const onSubject = (subject: string) => asked.push(subject) === 3;
    const subject = await new Browser().subject(createIssuer({ onSubject }));
    expect(new Set(asked).size).toBe(3);
    expect(asked.indexOf(subject ?? '')).toBe(2);
  });
});

describe('the Set-Cookie header', () => {
  const ATTRIBUTES = 'Path=/; Max-Age=3888000; HttpOnly; SameSite=Lax';
  const setBy = async (url: string, options = {}, headers: HeadersInit = {}) => {
    const response = await new Browser(url).ask(createIssuer(options), null, { headers });
    return response.headers.getSetCookie().map((line) => line.replace(/=anon-[^;]+/, '=…'));
  };

  test.each([`${PAGE}/t`, 'http://www.example.com/t', 'http://localhost.example.com/t', 'http://10.0.0.1/t'])(
    'has __Host- and Secure at %s',
    async (url) => {
      expect(await setBy(url)).toEqual([`${NAME}=…; ${ATTRIBUTES}; Secure`]);
    },
  );

  test.each(['http://localhost:3000/t', 'http://a.localhost/t', 'http://127.0.0.1:1/t', 'http://[::1]:1/t'])(
    'has neither at %s',
    async (url) => {
      expect(await setBy(url)).toEqual([`ANONYMOUS-USER-ID=…; ${ATTRIBUTES}`]);
    },
  );

  test.each<[string, Record<string, string>]>([
    ['the protocol', { 'x-forwarded-proto': 'https' }],
    ['the host', { 'x-forwarded-host': 'www.example.com' }],
    ['the host in Host', { host: 'www.example.com' }],
  ])('has both if a proxy on this machine passes on %s', async (_what, headers) => {
    expect(await setBy('http://localhost:3000/t', {}, headers)).toEqual([`${NAME}=…; ${ATTRIBUTES}; Secure`]);
  });

  test('follows the options', async () => {
    const cookie = { name: 'chat', sameSite: 'strict', secure: false };
    expect(await setBy(`${PAGE}/t`, { cookie })).toEqual([
      'chat=…; Path=/; Max-Age=3888000; HttpOnly; SameSite=Strict',
    ]);
    expect(await setBy('http://localhost/t', { cookie: { secure: true } })).toEqual([
      `${NAME}=…; ${ATTRIBUTES}; Secure`,
    ]);
    expect(await setBy('http://localhost/t', { cookie: { sameSite: 'none' } })).toEqual([
      `${NAME}=…; ${ATTRIBUTES.replace('Lax', 'None')}; Secure; Partitioned`,
    ]);
  });

  test('is set again with each token, and the cookie without prefix is ignored on https', async () => {
    const browser = new Browser();
    await browser.ask(issuer);
    const planted = browser.cookies.get(NAME) ?? '';
    expect((await browser.ask(issuer)).headers.getSetCookie()).toHaveLength(1);
    const other = new Browser();
    other.cookies.set('ANONYMOUS-USER-ID', planted);
    expect(await other.subject(issuer)).not.toBe(await browser.subject(issuer));
  });
});

test('newAnonymousCookie() gives the next visitor of the browser another ID, on localhost too', async () => {
  for (const url of [`${PAGE}/t`, 'http://localhost:3000/t']) {
    const browser = new Browser(url);
    const subject = await browser.subject(issuer, cade);
    const [, name = '', value = '', rest] = /^([^=]+)=([^;]*); (.*)$/.exec(await issuer.newAnonymousCookie()) ?? [];
    expect([name, rest]).toEqual([NAME, 'Path=/; Max-Age=3888000; HttpOnly; SameSite=Lax; Secure']);
    browser.cookies.set(name, value);
    const next = await browser.subject(issuer);
    expect(next).not.toBe(subject);
    expect(await browser.subject(issuer)).toBe(next);
  }
});
