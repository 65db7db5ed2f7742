/**
 * Measures the speed of `secure-web-chat/server`: `createToken` and the handler, compared with the
 * bare RS256 signatures of the runtime. Only the ratios mean something on another machine.
 */
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { createTokenIssuer } from '../../src/server/index.js';

/** The number of requests that a busy process handles at a time. */
const IN_FLIGHT = 32;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10) / 10;
/** Measured in turn, so that other load on the machine slows all of them equally. */
const ROUNDS = 7;
const KEY_BITS = [2048, 4096];

type Task = () => Promise<unknown>;

console.log(
  `\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, load before: ${loadavg()[0]?.toFixed(1)}`,
);
const ibm = generateKeyPairSync('rsa', { modulusLength: 2048 });
for (const bits of KEY_BITS) await compare(bits);

async function compare(bits: number): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const tasks = await makeTasks(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const rates = new Map(Object.keys(tasks).map((name): [string, number[]] => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, task] of Object.entries(tasks)) rates.get(name)?.push(await rateOf(task));
  }
  const [bare = 1] = [...rates.values()].map(median);
  console.log(`\nRSA ${bits}, ${IN_FLIGHT} at a time, median of ${ROUNDS} rounds\n`);
  console.log('| What | Per processor second | Beside bare signatures |\n|---|---|---|');
  for (const [name, all] of rates) {
    console.log(`| ${name} | ${Math.round(median(all))} | ${(median(all) / bare).toFixed(2)} |`);
  }
}

async function makeTasks(der: Buffer): Promise<Readonly<Record<string, Task>>> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const issuer = createTokenIssuer({
    signingKey,
    payloadKey: ibm.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    cookieSecret: 'x'.repeat(32),
  });
  const withoutPayload = createTokenIssuer({ signingKey, cookieSecret: 'x'.repeat(32) });
  const answer = issuer.handler(() => null);
  const url = 'https://www.example.com/createJWT';
  const cookie = (await answer(new Request(url))).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const text = new Uint8Array(200);
  const subject = 'anon-00000000-0000-4000-8000-000000000000';
  const ask = (handler: typeof answer) => async () => {
    const response = await handler(new Request(url, { headers: { cookie } }));
    if (response.status !== 200) throw new Error(`The handler answered ${response.status}.`);
  };
  return {
    'bare RS256 signatures': () => webcrypto.subtle.sign('RSASSA-PKCS1-v1_5', signingKey, text),
    '`createToken` without a payload': () => issuer.createToken({ subject, sid: 'a' }),
    '`createToken` with a payload': () => issuer.createToken({ subject, sid: 'a', payload: { name: 'Cade' } }),
    'handler without `payloadKey`, a known visitor': ask(withoutPayload.handler(() => null)),
    'handler, a known visitor': ask(answer),
  };
}

/** By processor time, so that other processes on the machine do not count. */
async function rateOf(task: Task): Promise<number> {
  const endsAt = performance.now() + SECONDS * 1000;
  const before = process.cpuUsage();
  let count = 0;
  const work = async () => {
    while (performance.now() < endsAt) {
      await task();
      count++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
