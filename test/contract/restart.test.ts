import { describe, expect, test, vi } from 'vitest';
import type { MessageResponse } from '../../src/testing/messages.js';
import { uncaughtErrors } from '../uncaughtErrors.js';
import { fired, outcome, pending, type StartedPage, startOpenPage, startPage } from './samplePage.js';

const GREETING = 'Welcome! Ask me “Who am I?”';
const CANCELLED = { message: 'Message was cancelled' };

/** An open chat in which the handler of an event holds up an answer until the test lets it go. */
async function startHolding(type: string) {
  const page = await startOpenPage();
  const { instance, say } = page;
  const handler = pending();
  const reached = vi.fn(() => handler.promise);
  instance.once({ type, handler: reached });
  const sent = outcome(say('My secret is marmalade'));
  await expect.poll(() => reached.mock.calls.length).toBe(1);
  return { ...page, sent, release: handler.resolve };
}

async function settled({ webChat }: Pick<StartedPage, 'webChat'>) {
  await expect.poll(() => webChat.lines()).toContain(GREETING);
  await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('restartConversation', () => {
  test('deletes the session, clears the transcript and greets again, in a new session', async () => {
    const { instance, service, say, webChat } = await startOpenPage();
    await say('Hello');
    const { sessionID } = instance.getState();
    await instance.restartConversation();
    expect(service.calls.slice(-2)).toEqual([`DELETE sessions/${sessionID}`, 'POST message']);
    expect(service.sessionIDs).not.toContain(sessionID);
    expect(instance.getState().sessionID).toBe(service.sessionIDs.at(-1));
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
  });

  test('keeps the user, the token and the view', async () => {
    const { instance, service, say, identity } = await startOpenPage();
    await say('Hello');
    const { userID, viewState } = instance.getState();
    const token = service.messages.at(-1)?.token;
    await instance.restartConversation();
    expect(instance.getState()).toMatchObject({ userID, viewState });
    expect(service.messages.at(-1)?.token).toBe(token);
    expect(identity.asked).toBe(1);
  });

  test('fires pre:restartConversation before it does anything, and restartConversation before the new greeting', async () => {
    const { instance, service, webChat } = await startOpenPage();
    const seen: unknown[] = [];
    const note = ({ type }: { type: string }) => void seen.push([type, instance.getState().sessionID, webChat.lines()]);
    const { sessionID } = instance.getState();
    instance.on({ type: 'pre:restartConversation', handler: note });
    const later = fired(instance, 'restartConversation', 'pre:send', 'chat:ready');
    await instance.restartConversation();
    expect(seen).toEqual([['pre:restartConversation', sessionID, [GREETING]]]);
    expect(later).toEqual(['restartConversation', 'pre:send', 'chat:ready']);
    expect(service.messages).toHaveLength(2);
  });

  test('does nothing if a handler of pre:restartConversation fails', async () => {
    const { instance, service, webChat } = await startOpenPage();
    instance.once({ type: 'pre:restartConversation', handler: () => Promise.reject(new Error('not now')) });
    const { sessionID } = instance.getState();
    await expect(instance.restartConversation()).rejects.toThrow('not now');
    expect(instance.getState().sessionID).toBe(sessionID);
    expect(service.calls).toEqual(['POST message']);
    expect(webChat.lines()).toEqual([GREETING]);
    await instance.restartConversation();
    expect(instance.getState().sessionID).not.toBe(sessionID);
  });

  test('resolves at once with a warning while another restart runs', async () => {
    const { instance, service } = await startOpenPage();
    const handler = pending();
    instance.once({ type: 'pre:restartConversation', handler: () => handler.promise });
    const first = instance.restartConversation();
    await instance.restartConversation();
    expect(vi.mocked(console.warn).mock.calls.flat().join()).toContain('previous restart is still pending');
    handler.resolve();
    await first;
    expect(service.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(1);
  });

  test('of a closed chat shows no greeting until the chat opens', async () => {
    const { instance, service, webChat, open } = await startOpenPage();
    await instance.changeView('launcher');
    await instance.restartConversation();
    expect(service.messages).toHaveLength(1);
    await open(instance);
    expect(service.messages).toHaveLength(2);
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
  });

  test('before a user is known discards the session that the tab has stored', async () => {
    const { instance, service, load, giveToken, open, webChat } = await startOpenPage();
    const [stored] = service.sessionIDs;
    await instance.changeView('launcher');
    instance.destroy();
    const next = await load();
    next.on({ type: 'identityTokenExpired', handler: giveToken });
    await next.restartConversation();
    await next.render();
    await open(next);
    expect(service.calls).toContain(`DELETE sessions/${stored}`);
    expect(next.getState().sessionID).not.toBe(stored);
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
  });

  test('continues if the session cannot be deleted', async () => {
    const { instance, service, errors } = await startOpenPage();
    const { sessionID } = instance.getState();
    service.refuseOnce(`sessions/${sessionID}`, { status: 500, text: 'broken' });
    await instance.restartConversation();
    expect(instance.getState().sessionID).not.toBe(sessionID);
    expect(errors).toEqual([]);
  });

  test('removes an error panel, but not the loading screen of the failed opening, which the page has to remove', async () => {
    const { instance, webChat, giveToken, open } = await startPage();
    instance.off({ type: 'identityTokenExpired', handler: giveToken });
    await open(instance);
    expect(webChat.isBroken()).toBe(true);
    instance.on({ type: 'identityTokenExpired', handler: giveToken });
    await instance.restartConversation();
    await expect.poll(() => webChat.isBroken()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(webChat.lines()).toEqual([]);
    instance.updateIsChatLoadingCounter?.('decrease');
    await expect.poll(() => webChat.lines()).toEqual([GREETING]);
  });
});

describe('a message that restartConversation cancels', () => {
  test('is rejected, its late answer fires no event and is not shown, and its session is forgotten', async () => {
    const page = await startOpenPage();
    const { instance, say, webChat, service, errors } = page;
    const heard = fired(instance, 'pre:receive', 'receive');
    const answer = pending();
    service.delay = ({ body }) => (JSON.stringify(body).includes('marmalade') ? answer.promise : undefined);
    const sent = outcome(say('My secret is marmalade'));
    await expect.poll(() => service.messages.length).toBe(2);
    await instance.restartConversation();
    const { sessionID } = instance.getState();
    expect(await sent).toMatchObject(CANCELLED);
    answer.resolve();
    await settled(page);
    expect(webChat.lines()).toEqual([GREETING]);
    expect(heard).toEqual(['pre:receive', 'receive']);
    expect(instance.getState().sessionID).toBe(sessionID);
    expect(errors).toEqual([]);
  });

  test('while a handler of userDefinedResponse has its answer is not shown in the new conversation', async () => {
    const page = await startOpenPage();
    const { instance, say, webChat } = page;
    const addItem = ({ data }: { data: MessageResponse }) => {
      if (data.output?.generic?.[0]?.text === GREETING) return;
      data.output?.generic?.push({ response_type: 'user_defined' });
      data.output?.generic?.push({ response_type: 'text', text: 'More marmalade' });
    };
    instance.on({ type: 'pre:receive', handler: addItem as never });
    const handler = pending();
    const reached = vi.fn(() => handler.promise);
    instance.once({ type: 'userDefinedResponse', handler: reached });
    const sent = outcome(say('My secret is marmalade'));
    await expect.poll(() => reached.mock.calls.length).toBe(1);
    await instance.restartConversation();
    handler.resolve();
    await sent;
    await settled(page);
    expect(webChat.lines()).toEqual([GREETING]);
  });

  test('while it waits for another one is never sent', async () => {
    const page = await startOpenPage();
    const { instance, say, service } = page;
    const answer = pending();
    service.delay = ({ body }) => (JSON.stringify(body).includes('One') ? answer.promise : undefined);
    const both = [outcome(say('One')), outcome(say('Two'))];
    await expect.poll(() => service.messages.length).toBe(2);
    await instance.restartConversation();
    expect(await Promise.all(both)).toMatchObject([CANCELLED, CANCELLED]);
    answer.resolve();
    await settled(page);
    expect(JSON.stringify(service.messages)).not.toContain('Two');
  });
});

describe('restartConversation never settles', () => {
  test.each(['pre:send', 'send', 'pre:receive', 'receive'])(
    'while a handler of %s works on an earlier message',
    async (type) => {
      const uncaught = uncaughtErrors();
      const { instance, sent, release, webChat } = await startHolding(type);
      const done = vi.fn();
      instance.restartConversation().then(done, done);
      expect(await sent).toMatchObject(CANCELLED);
      await expect.poll(() => uncaught.length).toBe(1);
      expect(String(uncaught[0])).toContain(`An event of type ${type} is already running.`);
      release();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(done).not.toHaveBeenCalled();
      expect(webChat.lines().join()).not.toContain('marmalade');
      await instance.restartConversation();
      expect(vi.mocked(console.warn).mock.calls.flat().join()).toContain('previous restart is still pending');
    },
  );
});
