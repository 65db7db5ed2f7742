import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, find, setCookie, startExamplePage, token } from './examplePage.js';

/** The state of the backend, which its cookies would carry. */
let session: string | undefined;
let page: ReturnType<typeof startExamplePage>;

const status = () => find('[role=status]').textContent;
const submit = (username: string, password: string) => {
  find<HTMLInputElement>('[name=username]').value = username;
  find<HTMLInputElement>('[name=password]').value = password;
  find<HTMLFormElement>('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
};

beforeAll(async () => {
  page = startExamplePage(
    `<p role="status"></p>
    <form><input name="username"><input name="password" type="password"><button>Log in</button></form>
    <button id="logout">Log out</button><button id="help">Help</button>`,
    'http://localhost:3000',
    {
      'GET /createJWT': () => token({ sub: 'anon-1', ...(session && { sid: session }) }),
      'POST /authenticate': (body) => {
        const form = body as FormData;
        if (form.get('password') === 'down') return new Response('', { status: 503 });
        if (form.get('password') !== 'lendyr-demo') return new Response('', { status: 401 });
        session = `session of ${form.get('username')}`;
        setCookie('SESSION_INFO', encodeURIComponent(JSON.stringify({ userName: 'Cade' })));
        return new Response('Ok');
      },
      'POST /logout': () => {
        session = undefined;
        setCookie('SESSION_INFO', '; max-age=0');
        return new Response('', { status: 204 });
      },
    },
  );
  await import('../types/samples/2-vanilla.js');
});
afterAll(() => page.stop());

test('the chat loads, and requests no token before it is opened', () => {
  expect(status()).toBe('You are not logged in');
  expect(page.requests).toEqual([]);
});

test("the site's own button opens it, and the assistant knows an anonymous visitor", async () => {
  find('#help').click();
  await eventually(() => expect(page.simulator.transcript.length).toBeGreaterThan(0));
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
  expect(page.requests.map(({ path }) => path)).toEqual(['/createJWT']);
});

test('the page reports a wrong password, and the chat continues', async () => {
  submit('cade', 'wrong');
  await eventually(() => expect(status()).toBe('Wrong name or password'));
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
});

test('a login greets the user, in the same conversation', async () => {
  const before = page.simulator.transcript.length;
  submit('cade', 'lendyr-demo');
  await eventually(() => expect(status()).toBe('Hello, Cade'));
  await eventually(() => expect(page.requests.at(-1)?.path).toBe('/createJWT'));
  expect(page.simulator.transcript.length).toBe(before);
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
  const login = page.requests.filter(({ path }) => path === '/authenticate').at(-1)?.body;
  expect([...(login as FormData)]).toEqual([
    ['username', 'cade'],
    ['password', 'lendyr-demo'],
  ]);
});

test('the page reports the logout, and the conversation is removed', async () => {
  await page.simulator.say('my secret');
  expect(page.simulator.transcript.join()).toContain('my secret');
  find('#logout').click();
  await eventually(() => expect(status()).toBe('You are not logged in'));
  await eventually(() => expect(page.simulator.transcript.join()).not.toContain('my secret'));
  expect(document.documentElement.outerHTML).not.toContain('my secret');
  expect(await page.simulator.say('Who am I?')).toContain('anon-1');
});

test('the page does not report a failure of the backend as a wrong password', async () => {
  submit('cade', 'down');
  await eventually(() => expect(status()).toBe('Please try again'));
});
