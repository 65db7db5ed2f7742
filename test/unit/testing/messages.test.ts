import { describe, expect, test, vi } from 'vitest';
import type { MessageResponse } from '../../../src/testing/messages.js';
import type { FullWebChatInstance } from '../../../src/web-chat/ibm/index.js';
import { BROKEN, installSimulatorPage, lastMessage, outcome, requestsOf, startSimulatorPage } from './simulatorPage.js';

const HOUR_MS = 3_600_000;

function record(instance: FullWebChatInstance, ...types: string[]) {
  const seen: string[] = [];
  for (const type of types) instance.on({ type, handler: (event) => void seen.push(event.type) });
  return seen;
}

/** An open page in which the first `times` messages are refused. */
async function failingPage(times: number, reply = BROKEN) {
  const page = await startSimulatorPage();
  await page.simulator.open();
  let left = times;
  page.assistant.refusal = ({ path }) => (path === 'message' && left-- > 0 ? reply : null);
  vi.useFakeTimers();
  return page;
}

describe('a message', () => {
  test('fires pre:send, send, pre:receive and receive, in that order', async () => {
    const { instance, simulator } = await startSimulatorPage();
    await simulator.open();
    const seen = record(instance, 'receive', 'pre:receive', 'send', 'pre:send');
    await instance.send('Hello');
    expect(seen).toEqual(['pre:send', 'send', 'pre:receive', 'receive']);
  });

  test('can be changed in pre:send, but no more in send', async () => {
    const { instance, simulator } = await startSimulatorPage();
    await simulator.open();
    instance.on({ type: 'pre:send', handler: ({ data }) => void Object.assign(data, { input: { text: 'changed' } }) });
    const frozen: boolean[] = [];
    instance.on({ type: 'send', handler: (event) => void frozen.push(Object.isFrozen((event as never)['data'])) });
    expect(await simulator.say('as typed')).toContain('changed');
    expect(frozen).toEqual([true]);
  });

  test('can be changed in pre:receive, but no more in receive', async () => {
    const { instance, simulator } = await startSimulatorPage();
    await simulator.open();
    const handler = (event: { type: string }) => {
      const { data, updateHistory } = event as never as { data: MessageResponse; updateHistory: boolean };
      expect(updateHistory).toBe(true);
      data.output = { generic: [{ response_type: 'text', text: 'changed' }] };
    };
    instance.on({ type: 'pre:receive', handler });
    const frozen: boolean[] = [];
    instance.on({ type: 'receive', handler: ({ data }) => void frozen.push(Object.isFrozen(data)) });
    expect(await simulator.say('Hello')).toBe('changed');
    expect(simulator.transcript.at(-1)).toBe('changed');
    expect(frozen).toEqual([true]);
  });

  test('is a copy of what the page passed', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    const given = { id: 'mine', input: { text: 'Hello' }, context: { own: 1 } };
    instance.on({ type: 'pre:send', handler: ({ data }) => void Object.assign(data.input ?? {}, { text: 'changed' }) });
    await instance.send(given);
    expect(given).toEqual({ id: 'mine', input: { text: 'Hello' }, context: { own: 1 } });
    expect(lastMessage(assistant)).toMatchObject({
      id: 'mine',
      input: { text: 'changed', message_type: 'text' },
      context: { own: 1 },
    });
  });

  test('is sent with session and user', async () => {
    const { simulator, assistant } = await startSimulatorPage();
    await simulator.say('Hello');
    expect(assistant.requests.at(-1)?.body).toMatchObject({
      session_id: 'session-1',
      user_id: 'anon-1',
    });
  });

  test('that is silent is not shown', async () => {
    const { instance, simulator } = await startSimulatorPage();
    await simulator.open();
    await instance.send('psst', { silent: true });
    expect(simulator.transcript).toEqual(['Welcome! Ask me “Who am I?”', 'You said “psst”.']);
  });

  test('sent before the chat was opened takes the place of the welcome', async () => {
    const { instance, simulator, identity } = await startSimulatorPage();
    const seen = record(instance, 'chat:ready');
    await instance.send('Hello');
    expect(identity.asked).toBe(1);
    expect(seen).toEqual(['chat:ready']);
    await simulator.open();
    expect(simulator.transcript).toEqual(['Hello', 'You said “Hello”.']);
  });

  test('waits for the one before it', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    assistant.requests.length = 0;
    let release = () => {};
    instance.once({ type: 'pre:send', handler: () => new Promise<void>((resolve) => (release = resolve)) });
    const first = simulator.say('One');
    const second = simulator.say('Two');
    await new Promise((resolve) => setTimeout(resolve));
    expect(assistant.requests).toEqual([]);
    release();
    expect(await Promise.all([first, second])).toEqual(['You said “One”.', 'You said “Two”.']);
  });

  test('cancelled while a handler of pre:send is busy is not sent', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    instance.once({ type: 'pre:send', handler: () => instance.destroySession() });
    await expect(simulator.say('Hello')).rejects.toThrow('Message was cancelled');
    expect(requestsOf(assistant)).toEqual(['POST message', 'DELETE sessions/session-1']);
  });

  test('carries the locale the page has chosen, once', async () => {
    const { instance, simulator, assistant } = await startSimulatorPage();
    await simulator.open();
    await instance.updateLocale('fr');
    const locale = () => {
      return (lastMessage(assistant).context as { global?: { system: { locale?: string } } }).global?.system.locale;
    };
    await simulator.say('Salut');
    expect(locale()).toBe('fr-fr');
    await simulator.say('Encore');
    expect(locale()).toBeUndefined();
    await instance.updateLocale('xx');
    await instance.restartConversation();
    expect(locale()).toBe('xx');
    expect((instance as never as { getLocale(): string }).getLocale()).toBe('xx');
  });
});

describe('a message that fails', () => {
  test('is tried again after 1, 3 and 5 s', async () => {
    const { simulator, assistant, errors } = await failingPage(3);
    assistant.requests.length = 0;
    const said = simulator.say('Hello');
    const counts: number[] = [];
    for (const afterMs of [0, 999, 1, 2999, 1, 4999, 1]) {
      await vi.advanceTimersByTimeAsync(afterMs);
      counts.push(assistant.requests.length);
    }
    expect(counts).toEqual([1, 1, 2, 2, 3, 3, 4]);
    await expect(said).resolves.toContain('Hello');
    expect(errors).toEqual([]);
  });

  test('is lost after the last try: onError hears it, the visitor sees it, and the next one works', async () => {
    const { simulator, errors } = await failingPage(4);
    const said = outcome(simulator.say('Hello'));
    await vi.advanceTimersByTimeAsync(9000);
    expect(await said).toMatchObject({ message: 'broken' });
    expect(errors).toEqual([
      {
        errorType: 'MESSAGE_COMMUNICATION',
        message: 'An error occurred sending a message',
        errorCode: 500,
        otherData: 'broken',
      },
    ]);
    expect(simulator.transcript.slice(-2)).toEqual(['Hello', 'This message was not delivered.']);
    await expect(simulator.say('Again')).resolves.toContain('Again');
  });

  test('because there are too many is not tried again', async () => {
    const { simulator, errors } = await failingPage(1, { status: 429, text: '' });
    await expect(simulator.say('Hello')).rejects.toThrow('429');
    expect(errors).toHaveLength(1);
  });

  test('for want of a network is not tried again', async () => {
    const { simulator, assistant, errors } = await failingPage(0);
    assistant.isDown = true;
    await expect(simulator.say('Hello')).rejects.toThrow('Stream incomplete');
    expect(errors).toMatchObject([{ errorType: 'MESSAGE_COMMUNICATION', errorCode: 0 }]);
  });

  test('without an answer for 150 s is cancelled', async () => {
    const { simulator, assistant, errors } = await failingPage(0);
    assistant.latencyMs = HOUR_MS;
    const said = outcome(simulator.say('Hello'));
    await vi.advanceTimersByTimeAsync(149_999);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await said).toMatchObject({ message: 'Message was cancelled' });
    expect(errors).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(simulator.transcript.at(-1)).toBe('This message was not delivered.');
  });

  test('because its session is gone is sent again in a new one', async () => {
    const { simulator, instance, assistant } = await failingPage(0);
    await simulator.say('Hello');
    assistant.forgetSessions();
    await expect(simulator.say('Still there?')).resolves.toContain('Still there?');
    expect(instance.getState().sessionID).toBe('session-2');
  });
});

describe('a welcome that fails', () => {
  test.each([
    [500, 'broken', 'FAILED', 'The assistant is not available right now.'],
    [429, 'busy', 'THROTTLED', 'The assistant is talking to many people right now. Please try again later.'],
    [400, 'No skills found for the assistant', 'NO_SKILL', 'The assistant has nothing to talk about yet.'],
  ])('with %i puts an error panel in place of the conversation', async (status, text, type, shown) => {
    const { simulator, assistant, errors } = await startSimulatorPage();
    assistant.refusal = ({ path }) => (path === 'message' ? { status, text } : null);
    vi.useFakeTimers();
    const opened = simulator.open();
    await vi.advanceTimersByTimeAsync(9000);
    await opened;
    expect(errors).toMatchObject([{ errorType: 'MESSAGE_COMMUNICATION', catastrophicErrorType: type }]);
    expect(simulator.transcript).toEqual([shown]);
  });

  test('because no new token is to be had is a catastrophe too', async () => {
    const { simulator, assistant, errors, instance } = await startSimulatorPage();
    instance.on({ type: 'receive', handler: () => {} });
    const handlerFails = () => Promise.reject(new Error('down'));
    assistant.refusal = ({ path }) => {
      if (path !== 'message') return null;
      instance.off({ type: 'identityTokenExpired' } as never);
      instance.on({ type: 'identityTokenExpired', handler: handlerFails });
      return { status: 401, text: 'token expired' };
    };
    await simulator.open();
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN', catastrophicErrorType: 'FAILED' }]);
  });
});

test('answers that say nothing that can be shown are taken all the same', async () => {
  const { instance, simulator, assistant } = await startSimulatorPage();
  await simulator.open();
  const before = simulator.transcript.length;
  for (const reply of [
    {},
    { output: {} },
    { output: { generic: [{ response_type: 'text' }] } },
    { history: { silent: true } },
  ]) {
    assistant.refusal = ({ path }) => (path === 'message' ? { status: 200, text: JSON.stringify(reply) } : null);
    await instance.send('Hello', { silent: true });
  }
  expect(simulator.transcript).toHaveLength(before);
});

test('without a network from the start, the loader tries for 8.1 s and tells onError', async () => {
  const { load, assistant, errors } = installSimulatorPage();
  assistant.isDown = true;
  vi.useFakeTimers();
  const loaded = outcome(load());
  await vi.advanceTimersByTimeAsync(8_100);
  expect(await loaded).toBeInstanceOf(Error);
  expect(errors).toMatchObject([{ errorType: 'INITIAL_CONFIG', catastrophicErrorType: 'FAILED' }]);
  expect(requestsOf(assistant)).toEqual([]);
  expect(assistant.requests).toHaveLength(5);
});
