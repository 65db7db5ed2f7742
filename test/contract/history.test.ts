import { describe, expect, test } from 'vitest';
import type { FullWebChatInstance, WebChatHistoryEvent } from '../../src/web-chat/ibm/index.js';
import { type StartedPage, startOpenPage } from './samplePage.js';

const GREETING = 'Welcome! Ask me “Who am I?”';

/** Leaves the page. The next page in the tab continues the session. */
async function nextPage(
  { instance, load, giveToken }: StartedPage,
  register: (next: FullWebChatInstance) => void = () => {},
): Promise<FullWebChatInstance> {
  instance.destroy();
  const next = await load();
  next.on({ type: 'identityTokenExpired', handler: giveToken });
  register(next);
  await next.render();
  return next;
}

/** Returns copies of the messages that `history:begin` passes on the next page. */
async function messagesOnNextPage(page: StartedPage) {
  const seen: WebChatHistoryEvent<'history:begin'>['messages'][] = [];
  await nextPage(page, (next) => {
    next.on({ type: 'history:begin', handler: ({ messages }) => void seen.push(structuredClone(messages)) });
  });
  await expect.poll(() => seen).toHaveLength(1);
  return seen[0] ?? [];
}

describe('history:begin', () => {
  test('passes messages and answers to the handler, oldest first, marked as read from the history', async () => {
    const page = await startOpenPage();
    await page.say('Hello');
    const messages = await messagesOnNextPage(page);
    expect(messages.map(({ input, output }) => input?.text ?? output?.generic?.[0]?.text)).toEqual([
      '',
      GREETING,
      'Hello',
      'You said “Hello”.',
    ]);
    expect(messages.every(({ history }) => history?.from_history)).toBe(true);
  });

  test('shows the messages as a handler has changed them', async () => {
    const page = await startOpenPage();
    await page.say('Hello');
    await nextPage(page, (next) => {
      next.on({
        type: 'history:begin',
        handler: ({ messages }) => {
          const item = messages.at(-1)?.output?.generic?.[0];
          if (item) item.text = 'changed';
        },
      });
    });
    await expect.poll(() => page.webChat.lines().at(-1)).toBe('changed');
  });

  test('precedes history:end, in which a handler can no longer change the messages', async () => {
    const page = await startOpenPage();
    const seen: [string, boolean][] = [];
    await nextPage(page, (next) => {
      for (const type of ['history:end', 'history:begin'] as const) {
        next.on({ type, handler: (event) => void seen.push([type, Object.isFrozen(event.messages[0])]) });
      }
    });
    await expect
      .poll(() => seen)
      .toEqual([
        ['history:begin', false],
        ['history:end', true],
      ]);
  });

  test('is not fired for a conversation that begins', async () => {
    const page = await startOpenPage();
    const seen: string[] = [];
    await page.instance.restartConversation();
    page.instance.on({ type: 'history:begin', handler: ({ type }) => void seen.push(type) });
    await page.say('Hello');
    expect(seen).toEqual([]);
  });
});

describe('an answer that pre:receive has changed', () => {
  test.each([
    ['is read back as changed', true, 'changed'],
    ['is read back as it came, with updateHistory: false', false, 'You said “Hello”.'],
  ])('%s', async (_name, updateHistory, text) => {
    const page = await startOpenPage();
    page.instance.on({
      type: 'pre:receive',
      handler: (event) => {
        const item = event.data.output.generic?.[0];
        if (item) item.text = 'changed';
        event.updateHistory = updateHistory;
      },
    });
    await page.say('Hello');
    await expect.poll(() => page.webChat.lines().at(-1)).toBe('changed');
    await page.say('Bye');
    const messages = await messagesOnNextPage(page);
    expect(messages[3]?.output?.generic?.[0]?.text).toBe(text);
  });
});

describe('updateHistoryUserDefined', () => {
  test('stores data with an answer, and the next page reads the data', async () => {
    const page = await startOpenPage();
    page.instance.on({
      type: 'receive',
      handler: ({ data }, instance) => void instance.updateHistoryUserDefined(data.id ?? '', { seen: 'yes' }),
    });
    await page.say('Hello');
    await page.say('Bye');
    const messages = await messagesOnNextPage(page);
    expect(messages[3]).toMatchObject({ history: { user_defined: { seen: 'yes' } } });
  });

  test('is sent to the service as an event, without pre:send or receive', async () => {
    const page = await startOpenPage();
    const answers: string[] = [];
    page.instance.once({ type: 'receive', handler: ({ data }) => void answers.push(data.id ?? '') });
    await page.say('Hello');
    const [id = ''] = answers;
    const seen: string[] = [];
    page.instance.on({ type: '*', handler: ({ type }) => void seen.push(type) });
    await page.instance.updateHistoryUserDefined(id, { seen: 'yes' });
    expect(seen).toEqual([]);
    expect(page.service.requests.at(-1)?.body).toMatchObject({
      value: {
        input: {
          message_type: 'event',
          event: {
            name: 'update_history',
            messageID: id,
            partial_message: { history: { user_defined: { seen: 'yes' } } },
          },
        },
      },
    });
  });

  test('of something that is not an answer logs an error, and sends nothing', async () => {
    const page = await startOpenPage();
    const before = page.service.requests.length;
    await page.instance.updateHistoryUserDefined('nobody knows it', {});
    expect(console.error).toHaveBeenCalled();
    expect(page.service.requests).toHaveLength(before);
  });
});

describe('a response of the page’s own type', () => {
  test('is rendered by the next page too, with the data that was stored with it', async () => {
    const page = await startOpenPage();
    const draw = (instance: FullWebChatInstance) =>
      instance.on({
        type: 'userDefinedResponse',
        handler: ({ data: { element, fullMessage } }) => {
          element.textContent = fullMessage.history?.user_defined?.['chosen'] === 'A' ? 'You chose A' : 'A or B?';
          if (!fullMessage.history?.from_history) {
            void instance.updateHistoryUserDefined(fullMessage.id ?? '', { chosen: 'A' });
          }
        },
      });
    page.instance.on({
      type: 'pre:receive',
      handler: ({ data }) => {
        data.output.generic = [{ response_type: 'user_defined' }];
      },
    });
    draw(page.instance);
    await page.say('Hello');
    await expect.poll(() => page.webChat.lines().at(-1)).toBe('A or B?');
    await page.say('Bye');
    await nextPage(page, draw);
    await expect.poll(() => page.webChat.lines()).toContain('You chose A');
  });
});
