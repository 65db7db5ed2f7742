import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, find, setCookie, startExamplePage, token } from './examplePage.js';

let page: ReturnType<typeof startExamplePage>;

beforeAll(async () => {
  page = startExamplePage('<button>Log in or out</button>', 'http://localhost:3001', {
    'GET /createJWT': () => token({ sub: 'anon-1' }),
    'GET /authenticate': () => {
      setCookie('SESSION_INFO', encodeURIComponent(JSON.stringify({ userName: 'Cade', customUserID: 'cade-id' })));
      return new Response('Ok');
    },
  });
  await import('../types/samples/5-tutorial-backend.js');
});
afterAll(() => page.stop());

test('the chat knows an anonymous visitor', async () => {
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
});

test('the button logs in with GET, and puts nothing into the URL', async () => {
  find('button').click();
  await eventually(() => expect(document.title).toBe('Cade'));
  const login = page.requests.find(({ path }) => path === '/authenticate');
  expect(login).toEqual({ method: 'GET', path: '/authenticate', body: null });
  await eventually(() => expect(page.requests.at(-1)?.path).toBe('/createJWT'));
  await page.simulator.say('my secret');
});

test('the same button logs out, which removes the cookie and the conversation', async () => {
  find('button').click();
  await eventually(() => expect(document.title).toBe('Anonymous'));
  expect(document.cookie).not.toContain('SESSION_INFO');
  await eventually(() => expect(page.simulator.transcript.join()).not.toContain('my secret'));
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
  expect(new Set(page.requests.map(({ path }) => path))).toEqual(new Set(['/createJWT', '/authenticate']));
});
