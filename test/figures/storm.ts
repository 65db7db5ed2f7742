/**
 * Simulates many clients whose backend is down for a while, with the SDK's own renewal and retries
 * in virtual time: `npm run figures:storm`.
 */
import { createExchange, type Purpose } from '../../src/backend/endpoint.js';
import { createRenewal } from '../../src/identity/renewal.js';
import { readToken } from '../../src/token.js';
import { VirtualTime } from './virtualTime.js';

const CLIENTS = 100_000;
/** Each simulated client represents several, so the rates are multiplied. */
const STANDS_FOR = Number(process.env['STORM_STANDS_FOR'] ?? 50);
const SIMULATED = CLIENTS / STANDS_FOR;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LIFETIME_S = 300;
const DOWN_AT = 10 * MINUTE;
const UP_AT = 20 * MINUTE;
const END_AT = 30 * MINUTE;

const SAFE: Purpose = [3, 'TOKEN_DENIED', 'TOKEN_UNAVAILABLE'];
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const TOKEN = `${encoded({ alg: 'RS256' })}.${encoded({ sub: 'anon-1', iat: 1e9, exp: 1e9 + LIFETIME_S })}.c2ln`;

interface Variant {
  name: string;
  hasJitter: boolean;
  hasBackoff: boolean;
  /** The clients opened their chats within this time. */
  startedWithinMs: number;
}

interface Figures {
  before: number;
  down: number;
  after: number;
  /** The time in seconds until 99 % of the clients, and the last one, have a valid token. */
  most: number;
  all: number;
}

async function simulate({ hasJitter, hasBackoff, startedWithinMs }: Variant): Promise<Figures> {
  const time = new VirtualTime(hasJitter ? Math.random : () => 0.5);
  const requests = new Uint32Array(END_AT / SECOND + 1);
  const recovered: number[] = [];
  const answer = async () => {
    requests[Math.floor(time.now / SECOND)]!++;
    if (time.now >= DOWN_AT && time.now < UP_AT) throw new TypeError('Failed to fetch');
    return TOKEN;
  };
  /** A simple retry loop, as a developer may write it by hand. */
  const onceASecond = async (): Promise<string> => {
    for (;;) {
      try {
        return await answer();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, SECOND));
      }
    }
  };
  for (let client = 0; client < SIMULATED; client++) {
    const exchange = createExchange(answer, SAFE, false);
    let isLate = false;
    const life = new AbortController().signal;
    const renewal = createRenewal(renew, () => true, life);
    async function renew(): Promise<void> {
      const startedAt = time.now;
      try {
        const body = hasBackoff
          ? (await exchange({ reason: 'renewal', input: undefined, signal: life })).body
          : await onceASecond();
        if (time.now >= UP_AT && (isLate || startedAt < UP_AT)) recovered.push(time.now - UP_AT);
        isLate = false;
        renewal.tokenInUse(readToken(body, null));
      } catch (error) {
        isLate = true;
        throw error;
      }
    }
    setTimeout(() => void renew(), (client / SIMULATED) * startedWithinMs);
  }
  await time.pass(END_AT);
  time.end();
  recovered.sort((one, other) => one - other);
  const peak = (from: number, to: number) => Math.max(...requests.subarray(from / SECOND, to / SECOND)) * STANDS_FOR;
  const seconds = (ms = 0) => Math.round(ms / SECOND);
  return {
    before: peak(startedWithinMs + MINUTE, DOWN_AT),
    down: peak(DOWN_AT, UP_AT),
    after: peak(UP_AT, END_AT),
    most: seconds(recovered[Math.floor(recovered.length * 0.99)]),
    all: seconds(recovered.at(-1)),
  };
}

const spread = { startedWithinMs: 5 * MINUTE };
const rush = { startedWithinMs: 10 * SECOND };
const variants: Variant[] = [
  { name: 'jitter and backoff (as shipped)', hasJitter: true, hasBackoff: true, ...spread },
  { name: 'backoff without jitter', hasJitter: false, hasBackoff: true, ...spread },
  { name: 'neither: once a second', hasJitter: false, hasBackoff: false, ...spread },
  { name: 'jitter and backoff (as shipped)', hasJitter: true, hasBackoff: true, ...rush },
  { name: 'backoff without jitter', hasJitter: false, hasBackoff: true, ...rush },
  { name: 'neither: once a second', hasJitter: false, hasBackoff: false, ...rush },
];

const number = (value: number) => value.toLocaleString('en');
console.log(`${number(CLIENTS)} clients, ${number(SIMULATED)} of them simulated`);
console.log(
  '| chats opened within | retries | peak before | peak while down | peak after | 99 % recovered | all recovered |',
);
console.log('|---|---|---:|---:|---:|---:|---:|');
for (const variant of variants) {
  const { before, down, after, most, all } = await simulate(variant);
  const when = variant.startedWithinMs === spread.startedWithinMs ? '5 min' : '10 s';
  const peaks = [before, down, after].map((peak) => `${number(peak)}/s`);
  console.log(`| ${[when, variant.name, ...peaks, `${most} s`, `${all} s`].join(' | ')} |`);
}
