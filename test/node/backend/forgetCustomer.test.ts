import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createErasure, forgetCustomer, type Progress } from '../../../examples/backend/forgetting.js';
import type { Store } from '../../../examples/backend/store.js';
import { bearer, startAssistant } from '../assistant/assistant.js';
import { freshStore } from '../memoryStore.js';
import { claimsOf, startBackend } from './referenceBackend.js';

const tokenLifetimeMs = 10_000;

/**
 * Cade talked under three anonymous IDs, Ana under one. `waits` tells how long it would have taken.
 */
async function setUp() {
  const store = await freshStore();
  const ids = ['anon-1', 'anon-2', 'anon-3'];
  for (const [index, id] of ids.entries()) await store.useAnonymousID(id, 'cade-id', index);
  await store.useAnonymousID('anon-ana', 'ana-id', 1);
  const clock = { now: 1_000_000 };
  const waits: number[] = [];
  const erased: string[] = [];
  const progress: Progress[] = [];
  const needs = {
    store,
    tokenLifetimeMs,
    now: () => clock.now,
    wait: async <Value>(ms = 0, value?: Value) => {
      waits.push(ms);
      clock.now += ms;
      return value as Value;
    },
    erase: async (id: string): Promise<number | null> => {
      erased.push(id);
      return null;
    },
    report: (step: Progress) => void progress.push(step),
  };
  return { store, ids, clock, waits, erased, progress, needs };
}

test('every anonymous ID is erased at the assistant, four in a minute, with a report; then all rows are deleted', async () => {
  const { store, ids, erased, waits, progress, needs } = await setUp();
  await forgetCustomer('cade-id', needs);

  expect(erased).toEqual(ids);
  expect(waits).toEqual([15_000, 15_000]);
  expect(progress.map((step) => `${step.erased}/${step.total}`)).toEqual(['0/3', '1/3', '2/3', '3/3']);
  expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
  expect(await store.findUser('cade')).toBeUndefined();
  expect(await store.findUser('ana')).toBeDefined();
  expect(await store.findAnonymousIDs('ana-id')).toHaveLength(1);
});

test('an anonymous ID is erased only when its last token has expired', async () => {
  const { store, clock, waits, needs } = await setUp();
  await store.useAnonymousID('anon-1', 'cade-id', clock.now);
  await forgetCustomer('cade-id', { ...needs, perMinute: 60_000 });

  expect(waits.at(-1)).toBeGreaterThan(tokenLifetimeMs - 10);
});

test('an assistant that refuses more requests is asked again at the time that it names', async () => {
  const { erased, waits, needs } = await setUp();
  let refusals = 1;
  const erase = async (id: string) => (refusals-- > 0 ? 42_000 : needs.erase(id));
  await forgetCustomer('cade-id', { ...needs, erase });

  expect(erased).toHaveLength(3);
  expect(waits[0]).toBe(42_000);
});

test('an assistant that names no time is not asked faster than its limit allows', async () => {
  const { erased, waits, needs } = await setUp();
  let refusals = 2;
  const erase = async (id: string) => (refusals-- > 0 ? 0 : needs.erase(id));
  await forgetCustomer('cade-id', { ...needs, erase });

  expect(erased).toHaveLength(3);
  expect(waits).toEqual([15_000, 15_000, 15_000, 15_000]);
});

test('a wait that is longer than the longest timer is completed all the same', async () => {
  const { store, clock, waits, needs } = await setUp();
  const days = 86_400_000;
  await store.useAnonymousID('anon-1', 'cade-id', clock.now);
  const startedAt = clock.now;
  await forgetCustomer('cade-id', { ...needs, tokenLifetimeMs: 30 * days });

  expect(Math.max(...waits)).toBeLessThan(2 ** 31);
  expect(clock.now).toBeGreaterThanOrEqual(startedAt + 30 * days);
});

test('it reports when the next ID is erased, and whether the customer exists', async () => {
  const { store, clock, progress, needs } = await setUp();
  const lastUsedAt = clock.now;
  await store.useAnonymousID('anon-1', 'cade-id', lastUsedAt);

  expect(await forgetCustomer('cade-id', needs)).toBe(true);
  expect(progress.map(({ nextAt }) => nextAt)).toEqual([
    lastUsedAt,
    lastUsedAt + 15_000,
    lastUsedAt + 30_000,
    undefined,
  ]);
  expect(await forgetCustomer('cade-id', needs)).toBe(false);
  expect(await forgetCustomer('ana-id', needs)).toBe(true);
});

test('after an interruption at any point, a second run erases each ID before it deletes the row', async () => {
  const { steps } = await interruptedAt(Number.POSITIVE_INFINITY);
  expect(steps).toBe(9);
  for (let step = 1; step <= steps; step += 1) {
    const { store, needs, erased, ids } = await interruptedAt(step);
    const left = (await store.findAnonymousIDs('cade-id')).map(({ anonymousID }) => anonymousID);
    expect([...new Set([...erased, ...left])].sort()).toEqual(ids);

    await forgetCustomer('cade-id', needs);
    expect([...new Set(erased)].sort()).toEqual(ids);
    expect(erased.length).toBeLessThanOrEqual(ids.length + 1);
    expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
    expect(await store.findUser('cade')).toBeUndefined();
  }
});

/** Counts the calls of the store and the assistant, and stops the process after this number. */
async function interruptedAt(last: number) {
  const scene = await setUp();
  let steps = 0;
  const counted = <Method extends (...args: never[]) => Promise<unknown>>(method: Method) =>
    (async (...args: Parameters<Method>) => {
      const answer = await method(...args);
      steps += 1;
      if (steps >= last) throw new Error('interrupted');
      return answer;
    }) as unknown as Method;
  const methods = Object.entries(scene.store).map(([name, method]) => [name, counted(method)]);
  const store = Object.fromEntries(methods) as unknown as Store;
  await forgetCustomer('cade-id', { ...scene.needs, store, erase: counted(scene.needs.erase) }).catch(() => {});
  return { ...scene, steps };
}

test('a customer who is being forgotten is logged out, and continues as a new visitor', async () => {
  const { visitor, store, clock } = await startBackend({ tokenLifetimeSeconds: 10 });
  clock.now = Date.now();
  const cade = visitor();
  await cade.login('cade');
  const before = await claimsOf(await cade.token());
  const erased: string[] = [];
  let during = before;
  await forgetCustomer('cade-id', {
    store,
    tokenLifetimeMs,
    now: () => clock.now,
    async wait(ms = 0, value) {
      during = await claimsOf(await cade.token());
      clock.now += ms;
      return value as never;
    },
    async erase(id) {
      erased.push(id);
      return null;
    },
  });

  expect(during.userPayload).not.toHaveProperty('name');
  expect(during.sub).not.toBe(before.sub);
  expect(erased).toEqual([before.sub]);
});

test('a customer who is being forgotten cannot log in or use an anonymous ID meanwhile', async () => {
  const { visitor, store } = await startBackend();
  const { needs } = await setUp();
  const statuses: number[] = [];
  const erase = async (id: string) => {
    statuses.push((await visitor().login('cade')).status);
    expect(await store.useAnonymousID('anon-new', 'cade-id', 2)).toBe(false);
    return needs.erase(id);
  };
  await forgetCustomer('cade-id', { ...needs, erase });

  expect(statuses).toEqual([401, 401, 401]);
  expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
});

test('the assistant deletes the messages, if the request has the API key', async () => {
  const { url, message, history } = await startAssistant();
  const { store, needs } = await setUp();
  const token = await bearer({ sub: 'anon-2' });
  const { session_id } = await (await message(token, 'Hello')).json();
  await forgetCustomer('cade-id', { ...needs, erase: createErasure({ url, apiKey: 'stand-in' }) });

  expect((await history(token, session_id)).status).toBe(404);
  expect(await store.findAnonymousIDs('cade-id')).toEqual([]);
});

test('an assistant that refuses, is busy or is unreachable is reported without the ID', async () => {
  const { url } = await startAssistant({ erasuresPerMinute: 1 });
  const erase = createErasure({ url, apiKey: 'stand-in' });

  await expect(createErasure({ url, apiKey: 'wrong' })('anon-1')).rejects.toThrow(/answered 401.*ASSISTANT_API_KEY/);
  await expect(createErasure({ url: 'http://localhost:1', apiKey: 'x' })('anon-1')).rejects.toThrow(/^((?!anon).)*$/);
  expect(await erase('anon-1')).toBeNull();
  expect(await erase('anon-2')).toBeGreaterThan(50_000);
});

test.each([
  ['in seconds', () => '30', 30_000],
  ['as a date', () => new Date(Date.now() + 30_000).toUTCString(), 30_000],
  ['as a date that is over', () => new Date(0).toUTCString(), 0],
  ['without saying', () => undefined, 60_000],
  ['in words', () => 'soon', 60_000],
])('an assistant that asks for a pause %s is understood', async (_how, pause, ms) => {
  const erase = createErasure({ url: await startBusyAssistant(pause), apiKey: 'x' });
  const told = await erase('anon-1');

  expect(told).toBeGreaterThan(ms - 2000);
  expect(told).toBeLessThanOrEqual(ms);
});

async function startBusyAssistant(pause: () => string | undefined): Promise<string> {
  const server = createServer((_request, response) => {
    const retryAfter = pause();
    response.writeHead(429, retryAfter === undefined ? {} : { 'Retry-After': retryAfter }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return `http://localhost:${port}`;
}
