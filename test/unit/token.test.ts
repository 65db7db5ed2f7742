import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readToken } from '../../src/token.js';
import { seededRandom } from '../seededRandom.js';
import { jwt } from './jwt.js';
import { refusalOf } from './outcomes.js';
import { NOW, stopClock } from './stoppedClock.js';

const SECONDS = NOW / 1000;
const HOUR_MS = 3_600_000;
const GOOD = { sub: 'anon-1', iat: SECONDS, exp: SECONDS + 600 };

const because = (answer: unknown, sentAt: number | null = null) => {
  const error = refusalOf(() => readToken(answer, sentAt));
  expect(error.code).toBe('TOKEN_INVALID');
  expect(error.retryable).toBe(false);
  return error.message;
};

beforeEach(stopClock);

describe('a token answer', () => {
  const text = jwt(GOOD);

  test.each([
    ['the bare text', text],
    ['text with white space around it', ` \n${text}\r\n`],
    ['an object with token', { token: text }],
    ['an object with identityToken', { identityToken: text }],
    ['an object with jwt', { jwt: text, expires_in: 600 }],
    ['an object where the first name is null', { token: null, jwt: text }],
  ])('may be %s', (_what, answer) => {
    expect(readToken(answer, null)).toMatchObject({ text, subject: 'anon-1' });
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['a truth value', true],
    ['an empty object', {}],
    ['a list', [text]],
    ['an object with another name', { accessToken: text }],
    ['a token that is no text', { token: { token: text } }],
    ['a function', () => text],
    ['a symbol', Symbol('token')],
  ])('may not be %s', (_what, answer) => {
    expect(because(answer)).toContain('"token", "identityToken" or "jwt"');
  });

  test.each([
    ['Python bytes', `b'${text}'`],
    ['Python bytes in double quotes', `b"${text}"`],
    ['quotes', `"${text}"`],
    ['single quotes', `'${text}'`],
    ['a Bearer prefix', `Bearer ${text}`],
    ['a bearer prefix in small letters', `bearer  ${text}`],
    ['quotes around a Bearer prefix', `"Bearer ${text}"`],
    ['Python bytes in JSON', JSON.stringify(`b'${text}'`)],
    ['JSON encoded twice', JSON.stringify(JSON.stringify(text))],
    ['JSON encoded three times', JSON.stringify(JSON.stringify(JSON.stringify(text)))],
    ['a byte order mark', `\ufeff${text}`],
    ['the text of a JSON object', JSON.stringify({ token: text })],
    ['the text of a JSON object with white space around it', ` \n${JSON.stringify({ jwt: text }, null, 2)}\n`],
    ['the text of a JSON object that was encoded twice', JSON.stringify(JSON.stringify({ identityToken: text }))],
    ['an object with a wrapped token', { token: `Bearer b'${text}'\n` }],
    ['an object with a JSON string', { jwt: JSON.stringify(text) }],
  ])('is read with %s, which do not change the signed part', (_what, answer) => {
    expect(readToken(answer, null)).toMatchObject({ text, subject: 'anon-1' });
  });

  const [header = '', claims = '', signature = ''] = text.split('.');
  const base64 = (value: string) => value.replaceAll('-', '+').replaceAll('_', '/');
  const withSigns = jwt({ ...GOOD, sid: '???>>>' }, undefined, 'c2ln-25h_HVy');

  test.each([
    ['the answer is empty', ''],
    ['the answer is empty', ' \n'],
    ['the answer is empty', "b''"],
    ['the answer is HTML, perhaps a login page', '<!doctype html><title>Log in. Now. Please.</title>'],
    ['the answer is HTML, perhaps a login page', ' <html>'],
    ['the answer is not a JWT of three parts', 'Ok'],
    ['the answer is not a JWT of three parts', 'Please log in.'],
    ['the answer is not a JWT of three parts', `${header}.${claims}`],
    ['the answer is not a JWT of three parts', `${text}.c2ln`],
    ['the answer is not a JWT of three parts', `${text}.${text}.c2ln`],
    ['the answer is not a JWT of three parts', text.slice(0, text.length / 2)],
    ['the answer is encrypted (a JWE), not signed', `${text}.c2ln.c2ln`],
    ['the answer is broken by white space', text.replace('.', '. ')],
    ['the answer is broken by white space', `${header}.\n${claims}.\r\n${signature}`],
    ['the answer is broken by white space', text.replace(/.{64}/g, '$&\n')],
    ['the answer is broken by white space', JSON.stringify(text.replace(/.{64}/g, '$&\n'))],
    ['the answer is broken by white space', `${text} ${text}`],
    ['the answer is not a JWT of three parts', `${header}.${claims}.`],
    ['the answer is not a JWT of three parts', '..'],
    ['the answer is padded with "="', `${btoa('{"alg":"RS256"}')}.${btoa('{"sub":"a"}')}.c2ln`],
    ['the answer is padded with "="', `${text}==`],
    ['the answer is base64 instead of base64url', base64(withSigns)],
    ['the answer is base64 instead of base64url', `${header}.${claims}.c2ln+ture`],
    ['the answer is not a JWT of three parts', `${header}.${claims}.c2ln%2B`],
    ['the answer is not a JWT of three parts', `token:${text}`],
    ['the answer is not a JWT of three parts', `UlMyNTY.${claims}.c2ln`],
    ['the answer is not a JWT of three parts', jwt(GOOD, null)],
    ['the answer is not a JWT of three parts', jwt(GOOD, 'RS256')],
    ['the answer is not a JWT of three parts', `${header}.c3Vi.c2ln`],
    ['the answer is not a JWT of three parts', jwt(null)],
    ['the answer is not a JWT of three parts', jwt('anon-1')],
  ])('is refused because %s (%#)', (fault, answer) => {
    expect(because(answer)).toContain(`because ${fault};`);
  });

  test('is refused above 16 kB, and read just below', () => {
    const filled = (length: number) => {
      const signature = 's'.repeat(length - jwt(GOOD, undefined, '').length);
      return jwt(GOOD, undefined, signature);
    };
    expect(readToken(filled(16_384), null).subject).toBe('anon-1');
    expect(because(filled(16_385))).toContain('16 kB');
  });
});

describe('the algorithm', () => {
  test.each(['none', 'HS256', 'RS512', 'ES256', 'rs256', '', null, 1, ['RS256']])('%j is refused', (alg) => {
    expect(because(jwt(GOOD, { alg }))).toContain('RS256');
  });

  test('is refused if the header does not name it', () => {
    expect(because(jwt(GOOD, { typ: 'JWT' }))).toContain('RS256');
    expect(because(jwt(GOOD, { __proto__: { alg: 'RS256' } }))).toContain('RS256');
  });
});

describe('the subject', () => {
  test.each(['anon-9e3c', 'a', 'user@example', 'a|b:c/d~!', 'x'.repeat(1_000)])('%s is accepted', (sub) => {
    expect(readToken(jwt({ ...GOOD, sub }), null).subject).toBe(sub);
  });

  test.each([
    ['nothing', undefined],
    ['nothing', null],
    ['nothing', ''],
    ['number', 4711],
    ['number', 0],
    ['boolean', false],
    ['object', { toString: 'anon-1' }],
    ['object', ['anon-1']],
  ])('is refused if it is not a string, and the message says that it got %s: %j', (type, sub) => {
    expect(because(jwt({ ...GOOD, sub }))).toContain(`because the claim "sub" must be text, not ${type};`);
  });

  test.each([
    ['with a space', 'cade smith'],
    ['with a semicolon', 'a;customer_id=b'],
    ['with an equals sign', 'a=b'],
    ['with a line feed', 'a\nX-Header: b'],
    ['ending in a line feed', 'anon-1\n'],
    ['with a null character', 'a\u0000b'],
    ['with a delete character', 'a\u007f'],
    ['not ASCII', 'Zoë'],
    ['an emoji', '🙂'],
    ['a lone surrogate', '\ud800'],
  ])('is refused when it is %s', (_what, sub) => {
    expect(because(jwt({ ...GOOD, sub }))).toContain('the claim "sub" is not visible ASCII without ";" and "="');
  });
});

describe('the login ID', () => {
  test.each([
    ['text beyond ASCII', 'Zoë 🙂', 'Zoë 🙂'],
    ['a text', 'e7f0', 'e7f0'],
    ['a number', 4711, '4711'],
    ['absent', undefined, null],
    ['null', null, null],
    ['empty', '', null],
    ['the number 0', 0, null],
    ['a list', ['e7f0'], null],
  ])('if "sid" is %s', (_what, sid, expected) => {
    expect(readToken(jwt({ ...GOOD, sid }), null).loginID).toBe(expected);
  });
});

describe('the properties of it in a report', () => {
  test('is the names of its claims, how long it was to live, and for how long it has', () => {
    const token = readToken(jwt({ ...GOOD, user_payload: 'secret' }), NOW);
    expect(token).toMatchObject({ claims: ['sub', 'iat', 'exp', 'user_payload'], lifetimeMs: 600_000 });
    vi.advanceTimersByTime(4_000);
    expect(token.ageMs()).toBe(4_000);
  });

  test.each([
    ['the Date of the answer', { ...GOOD, iat: SECONDS - 100 }, NOW - 5_000, 5_000],
    ['its own "iat"', { ...GOOD, iat: SECONDS + 60 }, null, -60_000],
    ['nothing', { sub: 'a', exp: SECONDS + 600 }, null, null],
  ])('is how wrong the clock of the device is, by %s', (_what, claims, sentAt, skewMs) => {
    expect(readToken(jwt(claims), sentAt).clockSkewMs).toBe(skewMs);
  });
});

describe('the expiry', () => {
  test.each([
    ['in milliseconds', NOW + HOUR_MS],
    ['zero', 0],
    ['negative', -SECONDS],
    ['a text', String(SECONDS + 600)],
    ['a date', '2026-11-21T13:00:00Z'],
    ['null', null],
    ['a list', [SECONDS + 600]],
  ])('is refused when it is %s', (_what, exp) => {
    expect(because(jwt({ sub: 'a', exp }))).toContain('"exp" is not in seconds');
  });

  test('may be the last second that .NET knows, for a token that never expires', () => {
    expect(readToken(jwt({ sub: 'a', exp: 253_402_300_799 }), null).expiresAt).toBe(253_402_300_799_000);
  });

  test('may have a fraction', () => {
    expect(readToken(jwt({ ...GOOD, exp: SECONDS + 0.5 }), NOW).expiresAt).toBe(NOW + 500);
  });

  test('may be missing: the token does not expire', () => {
    const token = readToken(jwt({ sub: 'anon-1' }), NOW);
    expect(token.expiresAt).toBeNull();
    vi.advanceTimersByTime(400 * 24 * HOUR_MS);
    expect(token.isAlive()).toBe(true);
  });

  test.each([
    ['before its own "iat"', { exp: SECONDS + 5, iat: SECONDS + 10 }, null],
    ['at its own "iat"', { exp: SECONDS + 5, iat: SECONDS + 5 }, null],
    ['before the Date of the answer', { exp: SECONDS - 1, iat: SECONDS - 601 }, NOW],
    ['at the Date of the answer', { exp: SECONDS }, NOW],
  ])('makes a token expire on arrival if it is %s', (_what, claims, sentAt) => {
    expect(because(jwt({ sub: 'a', ...claims }), sentAt)).toContain('expired');
  });

  test.each([
    ['the Date of the answer before anything else', { exp: SECONDS + 60, iat: SECONDS - 100 }, NOW + 20_000, 40_000],
    ['its own "iat" where there is no Date', { exp: SECONDS + 60, iat: SECONDS - 40 }, null, 100_000],
    ['the Date where there is no "iat"', { exp: SECONDS + 60 }, NOW - 30_000, 90_000],
    ['the clock of the device where there is neither', { exp: SECONDS + 60 }, null, 60_000],
    ['the clock where "iat" is no number', { exp: SECONDS + 60, iat: '0' }, null, 60_000],
  ])('is counted from %s', (_what, claims, sentAt, lifeMs) => {
    const token = readToken(jwt({ sub: 'a', ...claims }), sentAt);
    expect(token.expiresAt).toBe(NOW + lifeMs);
    vi.advanceTimersByTime(lifeMs - 1);
    expect(token.isAlive()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(token.isAlive()).toBe(false);
  });

  describe.each([
    ['an hour slow', -HOUR_MS],
    ['right', 0],
    ['an hour fast', HOUR_MS],
  ])('with a device whose clock is %s', (_what, wrongMs) => {
    beforeEach(() => void vi.setSystemTime(NOW + wrongMs));

    test.each([
      ['Date and "iat"', { ...GOOD, exp: SECONDS + 10 }, NOW],
      ['only a Date', { sub: 'a', exp: SECONDS + 10 }, NOW],
      ['only "iat"', { ...GOOD, exp: SECONDS + 10 }, null],
    ])('a 10 s token lives its 10 s by %s', (_known, claims, sentAt) => {
      const token = readToken(jwt(claims), sentAt);
      expect(token.expiresAt).toBe(Date.now() + 10_000);
      vi.advanceTimersByTime(9_999);
      expect(token.isAlive()).toBe(true);
      vi.advanceTimersByTime(1);
      expect(token.isAlive()).toBe(false);
    });

    test('a token without other times is never refused, and never expires on arrival', () => {
      expect(readToken(jwt({ sub: 'a', exp: SECONDS + 10 }), null).isAlive()).toBe(true);
      expect(readToken(jwt({ sub: 'a', exp: SECONDS + 10 }), null).subject).toBe('a');
    });
  });

  test('is over after sleep, in which only the wall clock moves on', () => {
    const token = readToken(jwt(GOOD), NOW);
    vi.setSystemTime(NOW + 600_000);
    expect(token.isAlive()).toBe(false);
  });

  test('is over on time although the wall clock was set back', () => {
    const token = readToken(jwt(GOOD), NOW);
    vi.advanceTimersByTime(600_000);
    vi.setSystemTime(NOW - HOUR_MS);
    expect(token.isAlive()).toBe(false);
  });
});

describe('whatever a backend answers', () => {
  const pick = <Item>(random: () => number, items: readonly Item[]) =>
    items[Math.floor(random() * items.length)] as Item;
  const characters = [
    'a',
    'Z',
    '0',
    '-',
    '_',
    '.',
    '=',
    ';',
    '"',
    '{',
    '}',
    '\\',
    '\n',
    '\u0000',
    'é',
    '\ud83d',
    '🙂',
    ' ',
  ];
  const values = [
    undefined,
    null,
    '',
    'anon-1',
    'a;b',
    'Zoë',
    0,
    -1,
    1e-320,
    1e308,
    SECONDS,
    SECONDS + 60,
    NOW,
    true,
    [],
    [1],
    {},
    { a: 1 },
    '__proto__',
  ];
  const names = [
    'sub',
    'exp',
    'iat',
    'sid',
    'alg',
    'token',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'toJSON',
  ];

  const noise = (random: () => number) =>
    Array.from({ length: Math.floor(random() * 60) }, () => pick(random, characters)).join('');
  const object = (random: () => number) => {
    const members = Array.from({ length: Math.floor(random() * 7) }, () => [pick(random, names), pick(random, values)]);
    // As JSON.parse makes them: also with an own property called `__proto__`.
    return JSON.parse(`{${members.map(([name, value]) => `"${name}":${JSON.stringify(value) ?? null}`).join()}}`);
  };
  const token = (random: () => number) => {
    const claims = random() < 0.5 ? { ...GOOD, ...object(random) } : object(random);
    const text = jwt(claims, random() < 0.7 ? { alg: 'RS256' } : object(random));
    const at = Math.floor(random() * text.length);
    const change = random();
    if (change < 0.4) return text;
    if (change < 0.6) return text.slice(0, at);
    if (change < 0.8) return text.slice(0, at) + pick(random, characters) + text.slice(at + 1);
    if (change < 0.9) return text + noise(random);
    return text.repeat(200);
  };
  const answer = (random: () => number): unknown =>
    pick(random, [noise, token, token, object, (r) => ({ [pick(r, ['token', 'identityToken', 'jwt'])]: token(r) })])(
      random,
    );

  test('is either a token that web chat can use, or TOKEN_INVALID without its text, in 6,000 runs', () => {
    const random = seededRandom(20_261_121);
    const seen = { used: 0, refused: 0 };
    for (let round = 0; round < 6_000; round++) {
      const given = answer(random);
      const sentAt = pick(random, [null, NOW, NOW - HOUR_MS, 0]);
      try {
        const { text, subject, expiresAt, isAlive } = readToken(given, sentAt);
        expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
        expect(text.length).toBeLessThanOrEqual(16_384);
        expect(subject).toMatch(/^[\x21-\x3a\x3c\x3e-\x7e]+$/);
        expect(expiresAt === null || Number.isFinite(expiresAt)).toBe(true);
        expect(typeof isAlive()).toBe('boolean');
        seen.used++;
      } catch (error) {
        expect(error, JSON.stringify(given)).toHaveProperty('code', 'TOKEN_INVALID');
        const { message, cause } = error as Error;
        expect(cause).toBeUndefined();
        const text =
          typeof given === 'string' ? given : Object.values(given as object).find((v) => typeof v === 'string');
        for (const part of String(text ?? '').split('.')) {
          if (part.length > 12) expect(message).not.toContain(part.slice(0, 12));
        }
        seen.refused++;
      }
    }
    // Both outcomes occurred.
    expect(seen.used).toBeGreaterThan(300);
    expect(seen.refused).toBeGreaterThan(2_000);
  });

  test.each([
    ['not a JWT', jwt(GOOD, undefined, '')],
    ['wrong algorithm', jwt(GOOD, { alg: 'HS256' })],
    ['bad subject', jwt({ ...GOOD, sub: 'secret subject' })],
    ['dead', jwt({ ...GOOD, exp: SECONDS - 10 })],
    ['broken claims', `${jwt(GOOD).split('.')[0]}.c2VjcmV0.c2ln`],
  ])('no error holds the token or a claim: %s', (_what, text) => {
    const error = refusalOf(() => readToken(text, NOW));
    const told = [error.message, error.stack?.split('\n    at ')[0], String(error.cause), JSON.stringify(error)].join();
    for (const part of text.split('.').filter(Boolean)) expect(told).not.toContain(part.slice(0, 12));
    expect(told).not.toContain('secret subject');
    expect(told).not.toContain('anon-1');
  });
});
