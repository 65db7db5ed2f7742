import { describe, expect, test, vi } from 'vitest';
import type { MessageRequest, MessageResponse } from '../../src/testing/messages.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';
import { uncaughtErrors } from '../uncaughtErrors.js';
import { type AnyEvent, fired, outcome, pending, startOpenPage, startPage } from './samplePage.js';
import { LOST } from './webChat.js';

const GREETING = 'Welcome! Ask me “Who am I?”';
const BROKEN = { status: 500, text: 'broken' };
const NO_SESSION = { status: 404, text: 'Session not found' };

function onData<Data>(instance: FullWebChatInstance, type: string, handle: (data: Data, event: AnyEvent) => unknown) {
  instance.on({ type, handler: (event) => handle((event as AnyEvent)['data'] as Data, event as AnyEvent) });
}

/**
 * Whether the promise settles soon. If a handler is slow or fails, nothing else shows the outcome.
 */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const late = Symbol();
  const rest = new Promise((resolve) => setTimeout(resolve, 50, late));
  return (await Promise.race([promise, rest])) !== late;
}

describe('a message', () => {
  test('fires pre:send, send, pre:receive and receive, in this order, and settles after the last one', async () => {
    const { instance, say } = await startOpenPage();
    const seen = fired(instance, 'receive', 'pre:receive', 'send', 'pre:send');
    await say('Hello');
    expect(seen).toEqual(['pre:send', 'send', 'pre:receive', 'receive']);
  });

  test('is shown with its answer', async () => {
    const { say, webChat } = await startOpenPage();
    await say('Hello');
    await expect.poll(() => webChat.lines()).toEqual([GREETING, 'Hello', 'You said “Hello”.']);
  });

  test('is not shown if it is silent, but its answer is', async () => {
    const { instance, webChat } = await startOpenPage();
    await instance.send('Hello', { silent: true, skipPause: true });
    await expect.poll(() => webChat.lines()).toEqual([GREETING, 'You said “Hello”.']);
  });

  test('is shown by its label, if it has one', async () => {
    const { instance, webChat } = await startOpenPage();
    await instance.send(
      { input: { text: 'EXCHANGE' }, history: { label: 'What is it in złoty?' } },
      { skipPause: true },
    );
    await expect.poll(() => webChat.lines()).toEqual([GREETING, 'What is it in złoty?', 'You said “EXCHANGE”.']);
  });

  test('can be changed in pre:send, but not in send', async () => {
    const { instance, say, service, webChat } = await startOpenPage();
    const frozen: boolean[] = [];
    onData<MessageRequest>(instance, 'pre:send', (data) => {
      frozen.push(Object.isFrozen(data));
      data.input.text = 'changed';
    });
    onData(instance, 'send', (data) => frozen.push(Object.isFrozen(data)) && undefined);
    await say('as typed');
    expect(frozen).toEqual([false, true]);
    expect(service.messages.at(-1)?.body).toMatchObject({ value: { input: { text: 'changed' } } });
    await expect.poll(() => webChat.lines().at(-1)).toBe('You said “changed”.');
  });

  test('is a copy of the message that the page passed', async () => {
    const { instance, service } = await startOpenPage();
    const given = { id: 'own', input: { text: 'Hello' }, context: { own: 1 } };
    onData<MessageRequest>(instance, 'pre:send', (data) => void Object.assign(data.input, { text: 'changed' }));
    await instance.send(given, { skipPause: true });
    expect(given.input.text).toBe('Hello');
    const value = { id: 'own', input: { text: 'changed', message_type: 'text' }, context: { own: 1 } };
    expect(service.messages.at(-1)?.body).toMatchObject({ value });
  });

  test('goes to the session of the last answer, with the user and the token', async () => {
    const { say, service } = await startOpenPage();
    await say('Hello');
    const [greeting, message] = service.messages;
    expect(greeting?.body).not.toMatchObject({ session_id: expect.any(String) });
    expect(message).toMatchObject({ method: 'POST', token: greeting?.token });
    expect(message?.body).toMatchObject({ session_id: service.sessionIDs[0], user_id: 'anon-1' });
  });

  test('waits for the previous message', async () => {
    const { say, service } = await startOpenPage();
    const answer = pending();
    service.delay = ({ body }) => (JSON.stringify(body).includes('One') ? answer.promise : undefined);
    const both = [say('One'), say('Two')];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(JSON.stringify(service.messages)).not.toContain('Two');
    answer.resolve();
    await Promise.all(both);
    expect(JSON.stringify(service.messages.at(-1))).toContain('Two');
  });

  test('carries the skills and integrations of the last answer’s context, and nothing else of it', async () => {
    const { instance, say, service } = await startOpenPage();
    const context = {
      skills: { main: { own: 1 } },
      integrations: { chat: { own: 2 } },
      global: { system: { own: 3 } },
    };
    onData<MessageResponse>(instance, 'pre:receive', (data) => void Object.assign(data, { context }));
    await say('One');
    await say('Two');
    const { skills, integrations } = context;
    const sent = service.messages.at(-1)?.body;
    expect(sent).toMatchObject({ value: { context: { skills, integrations } } });
    expect(JSON.stringify(sent)).not.toContain('"own":3');
  });

  test('is sent once to a session that the service has forgotten, and once more to a new session', async () => {
    const { instance, say, service, errors, identity } = await startOpenPage();
    const { sessionID } = instance.getState();
    service.refuseOnce('message', NO_SESSION);
    await say('Hello');
    expect(instance.getState().sessionID).not.toBe(sessionID);
    expect(service.messages.at(-1)?.body).not.toMatchObject({ session_id: expect.any(String) });
    expect(identity.asked).toBe(1);
    expect(errors).toEqual([]);
  });

  test('is lost at once without a network, and onError is called', async () => {
    const { say, service, errors, webChat } = await startOpenPage();
    service.isDown = true;
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'Stream incomplete' });
    expect(errors[0]).toMatchObject({
      errorType: 'MESSAGE_COMMUNICATION',
      errorCode: 0,
      otherData: 'Stream incomplete',
    });
    await expect.poll(() => webChat.lines()).toContain(`Hello${LOST}`);
    service.isDown = false;
    expect(await outcome(say('Again'))).toBe('resolved');
  });

  test('is lost at once after 429', async () => {
    const { say, service, errors } = await startOpenPage();
    service.refuseOnce('message', { status: 429, text: 'slow down' });
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'slow down' });
    expect(errors[0]).toMatchObject({ errorType: 'MESSAGE_COMMUNICATION', errorCode: 429, otherData: 'slow down' });
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
  });

  test('that succeeds at a later attempt reports no earlier failure', async () => {
    const { say, service, errors } = await startOpenPage();
    service.refuseOnce('message', BROKEN);
    vi.useFakeTimers();
    const sent = outcome(say('Hello'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await sent).toBe('resolved');
    expect(errors).toEqual([]);
  });

  test('without an answer for 150 s is cancelled, and onError is called', async () => {
    const { say, service, errors } = await startOpenPage();
    service.delay = () => new Promise(() => {});
    vi.useFakeTimers();
    const sent = outcome(say('Hello'));
    await vi.advanceTimersByTimeAsync(149_999);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await sent).toMatchObject({ message: 'Message was cancelled' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'MESSAGE_COMMUNICATION', message: 'Message was cancelled' });
  });

  test('is lost even if onError throws', async () => {
    const onError = () => expect.fail('the page’s own fault');
    const { say, service } = await startOpenPage({ onError });
    service.refuseOnce('message', { status: 429, text: 'slow down' });
    expect(await outcome(say('Hello'))).toMatchObject({ message: 'slow down' });
    expect(await outcome(say('Again'))).toBe('resolved');
  });
});

describe('an answer', () => {
  test('can be changed in pre:receive, but not in receive', async () => {
    const { instance, say, webChat } = await startOpenPage();
    const seen: unknown[] = [];
    onData<MessageResponse>(instance, 'pre:receive', (data, { updateHistory }) => {
      seen.push(updateHistory, Object.isFrozen(data));
      data.output = { generic: [{ response_type: 'text', text: 'changed' }] };
    });
    onData(instance, 'receive', (data) => void seen.push(Object.isFrozen(data)));
    await say('Hello');
    expect(seen).toEqual([true, false, true]);
    await expect.poll(() => webChat.lines().at(-1)).toBe('changed');
  });

  test('names the message that it answers', async () => {
    const { instance, say } = await startOpenPage();
    const ids: unknown[] = [];
    onData<MessageRequest>(instance, 'send', ({ id }) => void ids.push(id));
    onData<MessageResponse>(instance, 'receive', ({ request_id }) => void ids.push(request_id));
    await say('Hello');
    expect(ids[0]).toBeTruthy();
    expect(ids[1]).toBe(ids[0]);
  });

  test('can contain user-defined responses, which receive does not wait for', async () => {
    const { instance, say, webChat } = await startOpenPage();
    onData<MessageResponse>(instance, 'pre:receive', (data) => {
      data.output?.generic?.unshift({ response_type: 'user_defined' });
    });
    const drawn = pending();
    onData<{ element: HTMLElement }>(instance, 'userDefinedResponse', ({ element }) => {
      element.textContent = 'drawn by the page';
      return drawn.promise;
    });
    await say('Hello');
    expect(webChat.lines()).not.toContain('You said “Hello”.');
    drawn.resolve();
    await expect.poll(() => webChat.lines().slice(-2)).toEqual(['drawn by the page', 'You said “Hello”.']);
  });

  test('fires customResponse after userDefinedResponse, with the same data', async () => {
    const { instance, say } = await startOpenPage();
    onData<MessageResponse>(instance, 'pre:receive', (data) => {
      data.output?.generic?.unshift({ response_type: 'user_defined' });
    });
    const seen: unknown[] = [];
    for (const type of ['customResponse', 'userDefinedResponse']) {
      onData(instance, type, (data, event) => void seen.push(event.type, data));
    }
    await say('Hello');
    await expect.poll(() => seen.length).toBe(4);
    expect([seen[0], seen[2]]).toEqual(['userDefinedResponse', 'customResponse']);
    expect(seen[3]).toBe(seen[1]);
  });
});

describe('a response', () => {
  const parts = async (item: object) => {
    const { instance, say, webChat } = await startOpenPage();
    onData<MessageResponse>(instance, 'pre:receive', (data) => void data.output?.generic?.unshift({ ...item }));
    const seen: { element?: HTMLElement; message: object; fullMessage: MessageResponse }[] = [];
    onData<(typeof seen)[0]>(instance, 'userDefinedResponse', (data) => void seen.push(data));
    await say('Hello');
    await expect.poll(() => webChat.lines().at(-1)).toBe('You said “Hello”.');
    return seen;
  };

  test('of a type that web chat does not know is rendered by the page', async () => {
    const [part] = await parts({ response_type: 'of the page', text: 'anything' });
    expect(part?.element).toBeInstanceOf(HTMLElement);
    expect(part?.message).toMatchObject({ response_type: 'of the page', text: 'anything' });
    expect(part?.fullMessage).toMatchObject({ id: expect.any(String), output: { generic: expect.any(Array) } });
  });

  test('that is silent reaches the page without an element', async () => {
    const [part] = await parts({ response_type: 'user_defined', user_defined: { silent: true } });
    expect(part?.message).toMatchObject({ user_defined: { silent: true } });
    expect(part?.element).toBeUndefined();
  });

  test.each(['pause', 'image', 'option'])('of the type %s is not for the page', async (response_type) => {
    expect(await parts({ response_type, options: [], source: '', time: 0 })).toEqual([]);
  });
});

describe('the context of a message', () => {
  test('has the skills of the assistant, also before the greeting', async () => {
    const { instance, open } = await startPage();
    const seen: unknown[] = [];
    instance.on({ type: 'pre:send', handler: ({ data }) => void seen.push(structuredClone(data.context)) });
    await open(instance);
    const skills = { 'actions skill': { system: {}, user_defined: {} } };
    expect(seen).toEqual([expect.objectContaining({ global: { system: {} }, skills })]);
  });

  test('contains variables that the page sets for actions', async () => {
    const { instance, open, service } = await startPage();
    instance.on({
      type: 'pre:send',
      handler: ({ data }) => {
        data.context = { skills: { 'actions skill': { skill_variables: { Page: '/loans' } } } };
      },
    });
    await open(instance);
    expect(service.messages[0]?.body).toMatchObject({
      value: { context: { skills: { 'actions skill': { skill_variables: { Page: '/loans' } } } } },
    });
  });
});

describe('a message whose handler fails', () => {
  const handler = () => Promise.reject(new Error('the page’s own fault'));

  test.each(['pre:send', 'send'])('in %s is not sent, and blocks later messages for 150 s', async (type) => {
    const uncaught = uncaughtErrors();
    const { instance, say, service, errors } = await startOpenPage();
    vi.useFakeTimers();
    instance.once({ type, handler });
    const first = outcome(say('One'));
    const second = outcome(say('Two'));
    await vi.advanceTimersByTimeAsync(149_000);
    expect(service.messages).toHaveLength(1);
    expect(uncaught).toMatchObject([{ message: 'the page’s own fault' }]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await first).toMatchObject({ message: 'Message was cancelled' });
    expect(await second).toBe('resolved');
    expect(errors).toMatchObject([{ errorType: 'MESSAGE_COMMUNICATION', message: 'Message was cancelled' }]);
  });

  test.each([
    ['pre:receive', 'is not shown'],
    ['receive', 'is shown'],
  ])('in %s never settles; its answer %s, and only a restart unblocks later messages', async (type, what) => {
    const uncaught = uncaughtErrors();
    const { instance, say, service, errors, webChat } = await startOpenPage();
    instance.once({ type, handler });
    const first = outcome(say('One'));
    const second = outcome(say('Two'));
    expect(await isSettled(first)).toBe(false);
    expect(uncaught).toMatchObject([{ message: 'the page’s own fault' }]);
    expect(webChat.lines().includes('You said “One”.')).toBe(what === 'is shown');
    expect(service.messages).toHaveLength(2);
    await instance.restartConversation();
    expect(await Promise.all([first, second])).toMatchObject(Array(2).fill({ message: 'Message was cancelled' }));
    expect(await outcome(say('Three'))).toBe('resolved');
    expect(errors).toEqual([]);
  });
});

describe('a greeting that fails replaces the conversation with an error panel', () => {
  test.each([
    [429, 'slow down', 'THROTTLED'],
    [400, 'No skills found for the assistant', 'NO_SKILL'],
  ])('at once after %i with the text "%s"', async (status, text, catastrophicErrorType) => {
    const { instance, service, errors, webChat, open } = await startPage();
    service.refuseOnce('message', { status, text });
    await open(instance);
    expect(webChat.isBroken()).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'MESSAGE_COMMUNICATION', errorCode: status, catastrophicErrorType });
  });

  test('after four attempts, if the service fails', async () => {
    const { instance, service, errors, webChat } = await startPage();
    service.refusal = ({ path }) => (path === 'message' ? BROKEN : null);
    vi.useFakeTimers();
    await instance.changeView('mainWindow');
    await vi.advanceTimersByTimeAsync(9_001);
    vi.useRealTimers();
    await expect.poll(() => webChat.isBroken()).toBe(true);
    expect(errors[0]).toMatchObject({ errorCode: 500, otherData: 'broken', catastrophicErrorType: 'FAILED' });
  });

  test('and so does a main configuration that cannot be fetched', async () => {
    const { instance, service, errors, webChat } = await startPage();
    service.refusal = BROKEN;
    vi.useFakeTimers();
    await instance.changeView('mainWindow');
    await vi.advanceTimersByTimeAsync(8_101);
    vi.useRealTimers();
    await expect.poll(() => webChat.isBroken()).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      errorType: 'OPEN_CONFIG',
      message: 'The main configuration data could not be loaded.',
      errorCode: 500,
      otherData: 'broken',
      catastrophicErrorType: 'FAILED',
    });
  });
});

describe('the history of a session', () => {
  test('is shown again on the next page, without a new greeting', async () => {
    const { instance, say, load, service, giveToken, webChat } = await startOpenPage();
    await say('Hello');
    await expect.poll(() => webChat.lines()).toHaveLength(3);
    const { sessionID } = instance.getState();
    instance.destroy();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.render();
    await expect.poll(() => webChat.lines()).toEqual([GREETING, 'Hello', 'You said “Hello”.']);
    expect(service.messages).toHaveLength(2);
    expect(next.getState()).toMatchObject({ sessionID, hasUserSentMessage: true });
  });

  test('that the service has forgotten is replaced by a new conversation', async () => {
    const { instance, load, service, giveToken, webChat } = await startOpenPage();
    const { sessionID } = instance.getState();
    instance.destroy();
    service.forgetSessions();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.render();
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
    expect(next.getState().isWebChatOpen).toBe(true);
    expect(next.getState().sessionID).not.toBe(sessionID);
  });
});
