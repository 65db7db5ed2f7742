import { beforeEach, describe, expect, test, vi } from 'vitest';
import { EventBus } from '../../../src/testing/eventBus.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import { startSimulatorPage } from './simulatorPage.js';

let bus: EventBus;
let calls: string[];
const saying = (text: string) => () => void calls.push(text);
const sayingLater = (text: string) => async () => {
  await Promise.resolve();
  calls.push(text);
};

beforeEach(() => {
  bus = new EventBus();
  calls = [];
});

test('handlers are called in order of registration, each awaited before the next, with the event and the instance', async () => {
  const instance = {} as FullWebChatInstance;
  bus.instance = instance;
  const seen: unknown[] = [];
  bus.on([
    { type: 'a', handler: sayingLater('first') },
    { type: 'a', handler: saying('second') },
    { type: 'a', handler: (...received) => void seen.push(...received) },
  ]);
  const event = { type: 'a' };
  await bus.fire(event);
  expect(calls).toEqual(['first', 'second']);
  expect(seen[0]).toBe(event);
  expect(seen[1]).toBe(instance);
});

test('handlers for every type come after those for the type, and are awaited too', async () => {
  bus.on({ type: '*', handler: sayingLater('every') });
  bus.on({ type: 'a', handler: saying('own') });
  await bus.fire({ type: 'a' });
  expect(calls).toEqual(['own', 'every']);
});

test('a rejection ends the chain and rejects what was being done', async () => {
  bus.on({ type: 'a', handler: () => Promise.reject(new Error('no')) });
  bus.on([
    { type: 'a', handler: saying('second') },
    { type: '*', handler: saying('every') },
  ]);
  await expect(bus.fire({ type: 'a' })).rejects.toThrow('no');
  expect(calls).toEqual([]);
});

describe('re-entrancy', () => {
  test('a type cannot be fired while its handlers run, and can again afterwards', async () => {
    let release = () => {};
    bus.on({ type: 'a', handler: () => new Promise<void>((resolve) => (release = resolve)) });
    const first = bus.fire({ type: 'a' });
    await expect(bus.fire({ type: 'a' })).rejects.toThrow('already running');
    release();
    await first;
    const second = bus.fire({ type: 'a' });
    release();
    await expect(second).resolves.toBeUndefined();
  });

  test('a type can be fired again while only the handlers for every type still run', async () => {
    let release = () => {};
    const handler = () => new Promise<void>((resolve) => (release = resolve));
    bus.once({ type: '*', handler });
    const first = bus.fire({ type: 'a' });
    await Promise.resolve();
    await Promise.resolve();
    await expect(bus.fire({ type: 'a' })).resolves.toBeUndefined();
    release();
    await first;
  });

  test('a type whose handler threw can be fired again', async () => {
    bus.once({
      type: 'a',
      handler: () => {
        throw new Error('no');
      },
    });
    await expect(bus.fire({ type: 'a' })).rejects.toThrow('no');
    await expect(bus.fire({ type: 'a' })).resolves.toBeUndefined();
  });
});

test('once calls a handler one time', async () => {
  bus.once([
    { type: 'a', handler: saying('a') },
    { type: 'b', handler: saying('b') },
  ]);
  await bus.fire({ type: 'a' });
  await bus.fire({ type: 'a' });
  expect(calls).toEqual(['a']);
});

test('off with a handler removes that one only', async () => {
  const gone = saying('gone');
  bus.on([
    { type: 'a', handler: gone },
    { type: 'a', handler: saying('stays') },
  ]);
  bus.off({ type: 'a', handler: gone });
  bus.off({ type: 'a', handler: saying('never registered') });
  await bus.fire({ type: 'a' });
  expect(calls).toEqual(['stays']);
});

test('off without a handler removes all of the type, whoever registered them', async () => {
  bus.on([
    { type: 'a', handler: saying('mine') },
    { type: 'a', handler: saying('yours') },
    { type: 'b', handler: saying('other') },
  ]);
  bus.off([{ type: 'a' }, { type: 'unknown' }]);
  await bus.fire({ type: 'a' });
  await bus.fire({ type: 'b' });
  expect(calls).toEqual(['other']);
});

test('a handler added by a handler is called from the next event on', async () => {
  bus.once({ type: 'a', handler: () => bus.on({ type: 'a', handler: saying('late') }) });
  await bus.fire({ type: 'a' });
  expect(calls).toEqual([]);
  await bus.fire({ type: 'a' });
  expect(calls).toEqual(['late']);
});

test('what is not a function is complained about, and so is a returned value that is no promise', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  bus.on({ type: 'a', handler: 'text' as never });
  bus.once({ type: 'a', handler: undefined as never });
  expect(error).toHaveBeenCalledTimes(2);
  bus.on({ type: 'a', handler: () => 'a value' });
  await bus.fire({ type: 'a' });
  expect(warn).toHaveBeenCalledOnce();
});

test('a subscription without a type throws', () => {
  expect(() => bus.on({ type: '', handler: () => {} })).toThrow('no type');
});

test('on, once and off of the instance can be chained', async () => {
  const { instance } = await startSimulatorPage();
  const subscription = { type: 'x', handler: () => {} };
  expect(instance.on(subscription).once(subscription).off(subscription)).toBe(instance);
});
