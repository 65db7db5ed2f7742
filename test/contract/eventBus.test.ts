import { describe, expect, test, vi } from 'vitest';
import type { WebChatHandler } from '../../src/web-chat/ibm/index.js';
import { outcome, pending, startOpenPage, startPage } from './samplePage.js';

// An event that these tests can fire on a closed chat. It causes no request.
const type = 'pre:restartConversation';
const LATER = 'restartConversation';

async function startBus() {
  const { instance, service } = await startPage();
  const seen: string[] = [];
  const note = (word: string) => () => void seen.push(word);
  return { instance, service, seen, note, fire: () => instance.restartConversation() };
}

describe('on', () => {
  test('runs the handlers of a type in the order in which they were registered', async () => {
    const { instance, seen, note, fire } = await startBus();
    for (const word of ['a', 'b', 'c']) instance.on({ type, handler: note(word) });
    await fire();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  test('gives a handler the event and the instance', async () => {
    const { instance, fire } = await startBus();
    const handler = vi.fn<WebChatHandler<string>>();
    instance.on({ type, handler });
    await fire();
    expect(handler).toHaveBeenCalledExactlyOnceWith({ type }, instance);
  });

  test('takes a list, and returns the instance', async () => {
    const { instance, seen, note, fire } = await startBus();
    const both = [
      { type, handler: note('a') },
      { type: LATER, handler: note('b') },
    ];
    expect(instance.on(both as never)).toBe(instance);
    await fire();
    expect(seen).toEqual(['a', 'b']);
  });

  test('runs a handler twice if it was registered twice', async () => {
    const { instance, seen, note, fire } = await startBus();
    const handler = note('a');
    instance.on({ type, handler }).on({ type, handler });
    await fire();
    expect(seen).toEqual(['a', 'a']);
  });

  test('logs an error for a handler that is not a function, and ignores the handler', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler: 'not a function' as never });
    instance.on({ type, handler: note('a') });
    await fire();
    expect(seen).toEqual(['a']);
    expect(console.error).toHaveBeenCalled();
  });

  test('throws if the type is missing', async () => {
    const { instance, note } = await startBus();
    expect(() => instance.on({ type: '', handler: note('a') })).toThrow(
      'Attempted to listen to an event with no type: ""!',
    );
  });

  test('during an event, registers the handler for the next event', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler: () => void instance.on({ type, handler: note('late') }) });
    await fire();
    expect(seen).toEqual([]);
    await fire();
    expect(seen).toEqual(['late']);
  });
});

describe('a handler', () => {
  test('that returns a promise delays the next handler, and the code that fired the event', async () => {
    const { instance, seen, note, fire } = await startBus();
    const { promise, resolve } = pending();
    instance.on({ type, handler: () => promise.then(note('a')) });
    instance.on({ type, handler: note('b') });
    const done = fire().then(note('done'));
    await new Promise((next) => setTimeout(next));
    expect(seen).toEqual([]);
    resolve();
    await done;
    expect(seen).toEqual(['a', 'b', 'done']);
  });

  test.each<[string, () => unknown]>([
    ['throws', () => expect.fail('broken')],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('that %s prevents the later handlers, and makes the code that fired the event fail', async (_, handler) => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler });
    instance.on({ type, handler: note('later') });
    instance.on({ type: '*', handler: note('every') });
    await expect(fire()).rejects.toThrow('broken');
    expect(seen).toEqual([]);
  });

  test('that failed does not prevent the event from firing again', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.once({ type, handler: () => Promise.reject(new Error('broken')) });
    instance.on({ type, handler: note('a') });
    await outcome(fire());
    await fire();
    expect(seen).toEqual(['a']);
  });

  test('that returns something other than a promise causes a warning, and is awaited', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({
      type,
      // biome-ignore lint/suspicious/noThenProperty: another realm's promise looks like this.
      handler: () => ({ then: (resolve: (value: unknown) => void) => queueMicrotask(() => resolve(seen.push('a'))) }),
    });
    instance.on({ type, handler: note('b') });
    await fire();
    expect(seen).toEqual(['a', 'b']);
    expect(vi.mocked(console.warn).mock.calls.flat().join()).toContain('returned a non-promise');
  });
});

describe('once', () => {
  test('runs a handler for the next event only', async () => {
    const { instance, seen, note, fire } = await startBus();
    expect(instance.once({ type, handler: note('a') })).toBe(instance);
    await fire();
    await fire();
    expect(seen).toEqual(['a']);
  });

  test('cannot be undone by off with the same handler', async () => {
    const { instance, seen, note, fire } = await startBus();
    const handler = note('a');
    instance.once({ type, handler }).off({ type, handler });
    await fire();
    expect(seen).toEqual(['a']);
  });

  test('awaits the promise that its handler returns', async () => {
    const { instance, fire } = await startBus();
    instance.once({ type, handler: () => Promise.reject(new Error('broken')) });
    await expect(fire()).rejects.toThrow('broken');
  });

  test('takes a list', async () => {
    const { instance, seen, note, fire } = await startBus();
    const both = [
      { type, handler: note('a') },
      { type: LATER, handler: note('b') },
    ];
    instance.once(both as never);
    await fire();
    await fire();
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('off', () => {
  test('removes one registration of a handler', async () => {
    const { instance, seen, note, fire } = await startBus();
    const handler = note('a');
    instance
      .on({ type, handler })
      .on({ type, handler })
      .on({ type, handler: note('b') });
    expect(instance.off({ type, handler })).toBe(instance);
    await fire();
    expect(seen).toEqual(['a', 'b']);
  });

  test('without a handler, removes all handlers of the type, even those of other scripts', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler: note('a') }).once({ type, handler: note('b') });
    instance.on({ type: LATER, handler: note('other') });
    instance.off({ type } as never);
    await fire();
    expect(seen).toEqual(['other']);
  });

  test('takes a list', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler: note('a') }).on({ type: LATER, handler: note('b') });
    instance.off([{ type }, { type: 'no such type' }] as never);
    await fire();
    expect(seen).toEqual(['b']);
  });

  test('of a handler that was never registered does nothing', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type, handler: note('a') });
    instance.off({ type, handler: note('a') }).off({ type: 'no such type', handler: note('b') });
    await fire();
    expect(seen).toEqual(['a']);
  });

  test('during an event, does not prevent the handler from running for this event', async () => {
    const { instance, seen, note, fire } = await startBus();
    const later = note('later');
    instance.on({ type, handler: () => void instance.off({ type, handler: later }) });
    instance.on({ type, handler: later });
    await fire();
    await fire();
    expect(seen).toEqual(['later']);
  });
});

describe('a handler for every type', () => {
  test('runs after the handlers of the type, although it was registered first', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type: '*', handler: (event) => void seen.push(`every ${event.type}`) });
    instance.on({ type, handler: note('a') });
    await fire();
    expect(seen).toEqual(['a', `every ${type}`, `every ${LATER}`]);
  });

  test('is awaited, and its failure reaches the code that fired the event', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type: '*', handler: () => Promise.reject(new Error('broken')) });
    instance.on({ type: LATER, handler: note('later') });
    await expect(fire()).rejects.toThrow('broken');
    expect(seen).toEqual([]);
  });

  test('is removed with off', async () => {
    const { instance, seen, note, fire } = await startBus();
    instance.on({ type: '*', handler: note('a') }).off({ type: '*' } as never);
    await fire();
    expect(seen).toEqual([]);
  });
});

describe('an event', () => {
  test('can be fired again from a handler for every type, after its own handlers have run', async () => {
    const { instance, seen, note, fire } = await startBus();
    const done = pending();
    instance.on({ type: '*', handler: () => done.promise });
    const first = fire();
    const second = fire();
    done.resolve();
    await Promise.all([first, second]);
    instance.on({ type, handler: note('a') });
    await fire();
    expect(seen).toEqual(['a']);
  });

  test('cannot be fired again while its own handlers run', async () => {
    const { instance, identity, giveToken, service, errors, say } = await startOpenPage();
    await say('Hello');
    const token = pending();
    instance.off({ type: 'identityTokenExpired', handler: giveToken });
    instance.on({ type: 'identityTokenExpired', handler: (event) => token.promise.then(() => giveToken(event)) });
    service.refusal = { status: 401, text: 'token expired' };
    const sent = outcome(say('One'));
    await expect.poll(() => service.messages.length).toBe(3);
    await instance.destroySession();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN' });
    expect(String(errors[0]?.otherData)).toContain('An event of type identityTokenExpired is already running.');
    token.resolve();
    expect(await sent).toMatchObject({ message: 'Message was cancelled' });
    expect(identity.asked).toBe(2);
  });
});
