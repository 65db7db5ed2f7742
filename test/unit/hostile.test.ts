/**
 * Feeds hostile tokens and endpoint answers to the SDK: a typed error or a valid token, never
 * another exception, never a hang. HOSTILE_RUNS and HOSTILE_SEED choose which.
 */
import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { createExchange } from '../../src/backend/endpoint.js';
import { isSecureWebChatError } from '../../src/errors.js';
import { readToken } from '../../src/token.js';
import { jwt } from './jwt.js';
import { NOW, stopClock } from './stoppedClock.js';

const RUNS = Number(process.env['HOSTILE_RUNS'] ?? 4_000);
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_261_121);
const SECONDS = NOW / 1000;
const TOKEN = [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'] as const;
const TYPED = ['TOKEN_DENIED', 'TOKEN_UNAVAILABLE', 'TOKEN_INVALID'];

const prototypeKey = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then');
const strangeNumber = fc.constantFrom(Number.NaN, -1, 0, -0, 1e308, Number.POSITIVE_INFINITY, 2 ** 53, 1e-300, SECONDS);
const controls = fc.string({ unit: fc.constantFrom('\0', '\n', '\r', '\x7f', '\u2028', '\ufeff', ';', '=', ' ') });
const anything = fc.anything({ withNullPrototype: true, withBigInt: false, withDate: true, withObjectString: true });
const value = fc.oneof(
  anything,
  strangeNumber,
  controls,
  fc.string({ unit: 'binary' }),
  prototypeKey,
  fc.constant('x'.repeat(70_000)),
);

const claims = fc.record(
  {
    sub: fc.oneof(fc.constant('anon-1'), fc.string({ unit: 'grapheme' }), controls, value),
    exp: fc.oneof(fc.constant(SECONDS + 300), strangeNumber, fc.double(), value),
    iat: fc.oneof(fc.constant(SECONDS), strangeNumber, value),
    sid: value,
    user_payload: fc.string(),
  },
  { requiredKeys: [] },
);
const header = fc.oneof(fc.constant({ alg: 'RS256' }), fc.record({ alg: value }), anything);
const json = (content: unknown) => {
  try {
    return JSON.stringify(content) ?? 'null';
  } catch {
    return '{';
  }
};
const base64 = (text: string) => Buffer.from(text).toString('base64url');

const wellFormed = fc.tuple(header, fc.oneof(claims, claims, anything)).map(([h, c]) => {
  return `${base64(json(h))}.${base64(json(c))}.c2ln`;
});
/**
 * JSON texts that no JavaScript object produces: a name that occurs twice, names of the prototype,
 * numbers out of range.
 */
const rawClaims = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom('sub', 'exp', 'iat', 'sid'), prototypeKey),
      fc.constantFrom(
        '"anon-1"',
        '"anon-2"',
        `${SECONDS + 300}`,
        '1e999',
        '-1',
        'null',
        '{}',
        '[]',
        '"é"',
        '"\\u0000"',
        'NaN',
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((pairs) => `{${pairs.map(([name, content]) => `"${name}":${content}`).join(',')}}`);
const raw = rawClaims.map((text) => `${base64('{"alg":"RS256"}')}.${base64(text)}.c2ln`);
const damaged = fc
  .tuple(fc.oneof(wellFormed, raw), fc.nat(), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
  .map(([text, at, cut, put]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + cut);
  });
const truncated = fc.tuple(wellFormed, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
const good = fc.constant(jwt({ sub: 'anon-1', iat: SECONDS, exp: SECONDS + 300 }));
const huge = fc
  .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 16_000, max: 300_000 }))
  .map(([text, length]) => text.repeat(length / text.length));
const tokenText = fc.oneof(
  { weight: 6, arbitrary: wellFormed },
  { weight: 4, arbitrary: raw },
  { weight: 4, arbitrary: damaged },
  { weight: 3, arbitrary: truncated },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: controls },
  { weight: 1, arbitrary: good },
  { weight: 1, arbitrary: huge },
);
const answer = fc.oneof(
  { weight: 6, arbitrary: tokenText },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('token', 'identityToken', 'jwt', '__proto__'), tokenText)
      .map(([name, text]) => ({ [name]: text })),
  },
  { weight: 1, arbitrary: fc.record({ token: anything, jwt: tokenText }) },
  { weight: 2, arbitrary: anything },
);

beforeEach(stopClock);

/** @returns whether it was a token that web chat could use */
function expectSound(read: () => ReturnType<typeof readToken>, given: unknown): boolean {
  try {
    const { text, subject, expiresAt, lifetimeMs, ageMs, isAlive } = read();
    const isSound =
      text.length <= 16_384 &&
      /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) &&
      /^[\x21-\x3a\x3c\x3e-\x7e]+$/.test(subject) &&
      [expiresAt, lifetimeMs].every((ms) => ms === null || Number.isFinite(ms)) &&
      ageMs() >= 0 &&
      typeof isAlive() === 'boolean';
    if (!isSound) throw new Error('Not sound');
    return true;
  } catch (error) {
    expectTyped(error, given);
    return false;
  }
}

function expectTyped(error: unknown, given: unknown): void {
  if (!isSecureWebChatError(error) || !TYPED.includes(error.code)) {
    throw new Error('Neither a token nor a typed error', { cause: error });
  }
  for (const part of typeof given === 'string' ? given.split('.') : []) {
    if (part.length > 12 && error.message.includes(part)) throw new Error('The error quotes the token');
  }
}

const count = () => ({ used: 0, refused: 0 });
const print = (what: string, { used, refused }: ReturnType<typeof count>) =>
  console.info(`hostile ${what}: ${used + refused}, of them ${used} used and ${refused} refused, seed ${SEED}`);
const parameters = { numRuns: RUNS, seed: SEED };

test(`${RUNS} token answers are used or refused, and nothing else`, { timeout: 3_600_000 }, () => {
  const seen = count();
  const sentAt = fc.constantFrom(null, NOW, 0, NOW - 3_600_000, Number.MAX_SAFE_INTEGER);
  fc.assert(
    fc.property(answer, sentAt, (given, at) => {
      seen[expectSound(() => readToken(given, at), given) ? 'used' : 'refused']++;
    }),
    parameters,
  );
  print('token answers', seen);
  expect(Math.min(seen.used, seen.refused)).toBeGreaterThan(RUNS / 100);
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  answer.map((given) => new TextEncoder().encode(typeof given === 'string' ? given : json(given))),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => new Uint8Array(length).fill(97)),
  tokenText.map((text) => new TextEncoder().encode(json({ token: text }))),
);
const headers = fc.dictionary(
  fc.constantFrom('Retry-After', 'Date', 'Content-Type', 'Content-Length'),
  fc.constantFrom(
    '-1',
    '1e9',
    'NaN',
    'soon',
    '0',
    'Sat, 21 Nov 2026 12:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'text/html',
  ),
  { maxKeys: 3 },
);
const status = fc.oneof(
  { weight: 5, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 206, 299, 301, 400, 401, 404, 408, 418, 429, 500, 599),
);

interface Body {
  content: Uint8Array;
  /** The number of pieces in which the answer arrives. */
  pieces: number;
  end: 'whole' | 'breaks off' | 'never';
}
const body: fc.Arbitrary<Body> = fc.record({
  content: bytes,
  pieces: fc.integer({ min: 1, max: 5 }),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant('whole' as const) },
    fc.constantFrom('breaks off' as const, 'never' as const),
  ),
});

function stream({ content, pieces, end }: Body): ReadableStream<Uint8Array> {
  const size = Math.ceil(content.length / pieces) || 1;
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < content.length) {
        controller.enqueue(content.slice(at, at + size));
        at += size;
      } else if (end === 'whole') controller.close();
      else if (end === 'breaks off') controller.error(new TypeError('terminated'));
      else return new Promise(() => {});
      return undefined;
    },
  });
}

test(`${RUNS / 4} endpoint answers end in a token or a typed error within 15 s`, { timeout: 3_600_000 }, async () => {
  const seen = count();
  const response = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(status, headers, body).map(
        ([s, h, b]) =>
          () =>
            new Response(stream(b), { status: s, headers: h }),
      ),
    },
    { weight: 1, arbitrary: answer.map((given) => () => given) },
    { weight: 1, arbitrary: anything.map((thrown) => () => Promise.reject(thrown)) },
  );
  await fc.assert(
    fc.asyncProperty(response, async (make) => {
      const exchange = createExchange(async () => make(), TOKEN, false);
      let isOver = false;
      const reading = exchange({ reason: 'open', input: undefined, signal: new AbortController().signal })
        .then(
          ({ body, sentAt }) => expectSound(() => readToken(body, sentAt), body),
          (error: unknown) => {
            expectTyped(error, null);
            return false;
          },
        )
        .finally(() => {
          isOver = true;
        });
      reading.catch(() => {});
      await vi.advanceTimersByTimeAsync(0);
      for (let ms = 0; !isOver && ms <= 15_000; ms += 1_000) await vi.advanceTimersByTimeAsync(1_000);
      if (!isOver) throw new Error('It hangs');
      seen[(await reading) ? 'used' : 'refused']++;
    }),
    { ...parameters, numRuns: RUNS / 4 },
  );
  print('endpoint answers', seen);
  expect(Math.min(seen.used, seen.refused)).toBeGreaterThan(RUNS / 400);
});
