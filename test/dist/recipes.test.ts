/** The recipes of the guides, run as they stand. */
import { SecureWebChat } from 'secure-web-chat';
import { testToken } from 'secure-web-chat/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setCookie, startExamplePage, token } from './examplePage.js';
import { runGuide } from './guideModule.js';

const SITE = 'https://www.example.com';

test('the recipe for analytics counts a visitor who opens the chat, but not a window that opens again', async () => {
  const { simulator, stop } = startExamplePage('', SITE, {});
  onTestFinished(stop);
  window.dataLayer = [];
  const openings = () => window.dataLayer?.filter(({ event }) => event === 'chat_opened').length;
  const { noteChat } = (await runGuide('docs/analytics.md', 'chat-analytics.ts')) as {
    noteChat(chat: SecureWebChat): () => void;
  };
  const start = async () => {
    const chat = new SecureWebChat({
      webChat: { integrationID: 'test', region: 'test' },
      tokenEndpoint: () => testToken({ sub: 'anon-1' }),
    });
    noteChat(chat);
    await chat.load();
    return chat;
  };
  const first = await start();
  await simulator.open();
  await simulator.say('Hello');
  expect(openings()).toBe(1);
  await first.logout();
  await vi.waitUntil(() => simulator.transcript.length === 1);
  expect(openings()).toBe(1);
  await first.destroy();
  const next = await start();
  onTestFinished(() => next.destroy());
  await vi.waitUntil(() => simulator.transcript.length === 1);
  expect(openings()).toBe(1);
  await next.instance?.changeView('launcher');
  expect(window.dataLayer.at(-1)).toEqual({ event: 'chat_closed' });
});

test('the recipe for a form shows it before the chat and after a restart, until the visitor has submitted it', async () => {
  const page = startExamplePage('', SITE, {
    'GET /createJWT': () => token({ sub: 'anon-1' }),
    'POST /claim': () => {
      setCookie('SESSION_INFO', JSON.stringify({ userName: 'Ada' }));
      return Response.json({});
    },
  });
  onTestFinished(page.stop);
  const { chat } = (await runGuide('docs/form-before-the-chat.md', 'chat.ts')) as { chat: SecureWebChat };
  onTestFinished(() => chat.destroy());
  const form = () => document.querySelector<HTMLFormElement>('.WACContainer .WACCustomPanel:not([hidden]) form');
  const instance = await chat.load();
  await instance.changeView('mainWindow');
  await vi.waitUntil(() => form() !== null);
  await instance.restartConversation();
  expect(form()).not.toBeNull();
  const [name, email] = form()?.querySelectorAll('input') ?? [];
  Object.assign(name ?? {}, { value: 'Ada' });
  Object.assign(email ?? {}, { value: 'ada@example.com' });
  form()?.dispatchEvent(new Event('submit', { cancelable: true }));
  await vi.waitUntil(() => form() === null);
  const claim = page.requests.find(({ path }) => path === '/claim');
  expect(JSON.parse(String(claim?.body))).toEqual({ name: 'Ada', email: 'ada@example.com' });
  await instance.restartConversation();
  expect(form()).toBeNull();
});

declare global {
  interface Window {
    dataLayer?: Record<string, unknown>[];
  }
}
