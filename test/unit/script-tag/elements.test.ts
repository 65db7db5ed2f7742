import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { setCookie } from '../cookies.js';
import { createTagPage, REQUIRED, setUser } from '../tagPage.js';

const ATTRIBUTES = { ...REQUIRED, 'data-login-endpoint': '/authenticate', 'data-logout-endpoint': '/logout' };
const LOGIN = `<form data-secure-web-chat="login" method="post">
    <input name="username"><input name="password" type="password"><button>Log in</button>
    <p data-secure-web-chat="error"></p>
  </form>`;
const PAGE = `${LOGIN}
  <button data-secure-web-chat="logout">Log out</button>
  <a href="/help" data-secure-web-chat="open"><b>Chat</b></a>
  <p data-secure-web-chat="status" data-user="Hello, {userName}" data-busy="One moment"></p>`;
const CADE = { userName: 'Cade' };

const find = <Found extends HTMLElement>(selector: string) => document.querySelector(selector) as Found;
const mark = <Found extends HTMLElement = HTMLElement>(name: string) => find<Found>(`[data-secure-web-chat=${name}]`);

async function openPage(html = PAGE, attributes: Record<string, string> = ATTRIBUTES) {
  const page = createTagPage(html);
  page.answers.set('/authenticate', () => {
    setUser(CADE);
    return new Response('Ok');
  });
  page.answers.set('/logout', () => {
    setUser(null);
    return new Response('', { status: 204 });
  });
  const chat = await page.run(attributes);
  if (!chat) throw new Error('There is no chat');
  if (!('data-start' in attributes)) await chat.load();
  return { ...page, chat };
}

/** Submits the form as a person does. */
function submit(username = 'cade', password = 'lendyr-demo'): boolean {
  const form = mark<HTMLFormElement>('login');
  find<HTMLInputElement>('[name=username]').value = username;
  find<HTMLInputElement>('[name=password]').value = password;
  return form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
}
const click = (element: HTMLElement) =>
  element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
const bodies = (sent: readonly { path: string; body: unknown }[]) =>
  sent.filter(({ path }) => path === '/authenticate').map(({ body }) => body);
const settled = () => vi.waitFor(() => expect(mark('login').hasAttribute('aria-busy')).toBe(false));

test('an anonymous visitor sees the login and no logout, and the status says that they are not logged in', async () => {
  await openPage();
  expect(mark('login').hidden).toBe(false);
  expect(mark('logout').hidden).toBe(true);
  expect(mark('status').textContent).toBe('You are not logged in');
  expect(mark('status').getAttribute('role')).toBe('status');
  expect(mark('error').getAttribute('role')).toBe('alert');
});

test('a form logs in with its fields as JSON; then it is empty, and the logout replaces it and gets the focus', async () => {
  const { sent } = await openPage();
  find<HTMLInputElement>('[name=password]').focus();
  expect(submit()).toBe(false);
  expect(mark('login').getAttribute('aria-busy')).toBe('true');
  await vi.waitFor(() => expect(mark('status').textContent).toBe('Hello, Cade'));
  await settled();
  expect(bodies(sent)).toEqual([JSON.stringify({ username: 'cade', password: 'lendyr-demo' })]);
  expect(mark('login').hidden).toBe(true);
  expect(mark('logout').hidden).toBe(false);
  expect(document.activeElement).toBe(mark('logout'));
  expect([...mark('login').querySelectorAll('input')].map(({ value }) => value)).toEqual(['', '']);
});

test('while a login runs the status says so, and a second submission does nothing', async () => {
  const { sent, answers } = await openPage();
  let answer = (_response: Response) => {};
  answers.set('/authenticate', () => new Promise((resolve) => (answer = resolve)));
  submit();
  submit();
  await vi.waitFor(() => expect(mark('status').textContent).toBe('One moment'));
  answer(new Response('Ok'));
  await settled();
  expect(bodies(sent)).toHaveLength(1);
});

test('after a wrong password, the form shows the error and clears the field, and the next attempt removes the error', async () => {
  const { answers, console } = await openPage();
  answers.set('/authenticate', () => new Response('', { status: 401 }));
  submit('cade', 'wrong');
  await vi.waitFor(() => expect(mark('error').textContent).toBe('The username or the password is wrong.'));
  await settled();
  expect(find<HTMLInputElement>('[name=password]').value).toBe('');
  expect(find<HTMLInputElement>('[name=username]').value).toBe('cade');
  expect(console.error).not.toHaveBeenCalled();
  submit();
  expect(mark('error').textContent).toBe('');
  await settled();
});

test('a failure of the backend has another text, which the page can change, and it is logged', async () => {
  const { answers, console } = await openPage();
  answers.set('/authenticate', () => new Response('', { status: 503 }));
  submit();
  await vi.waitFor(() => expect(mark('error').textContent).toMatch(/could not be logged in just now/));
  await settled();
  mark('error').dataset['loginFailed'] = 'Bitte später';
  submit();
  await vi.waitFor(() => expect(mark('error').textContent).toBe('Bitte später'));
  expect(console.error.mock.calls.flat()).toContainEqual(expect.stringContaining('LOGIN_FAILED, see'));
});

test.each([400, 403, 404, 405, 415, 422])(
  'for an answer %i, the text does not blame the password, and the log has a link to the remedy',
  async (status) => {
    const { answers, console } = await openPage();
    answers.set('/authenticate', () => new Response('', { status }));
    submit();
    await vi.waitFor(() => expect(mark('error').textContent).toMatch(/could not be logged in just now/));
    await settled();
    expect(console.error.mock.calls.flat()).toEqual([
      expect.stringMatching(new RegExp(`${status}.*LOGIN_REJECTED, see https:.*#login_rejected`)),
    ]);
  },
);

test('if the page has no element for the error, the browser shows it at the field until the next attempt', async () => {
  const { answers } = await openPage(LOGIN.replace(/<p.*<\/p>/, ''));
  answers.set('/authenticate', () => new Response('', { status: 401 }));
  const report = vi.spyOn(HTMLInputElement.prototype, 'reportValidity');
  const field = find<HTMLInputElement>('[name=password]');
  submit();
  await vi.waitFor(() => expect(report.mock.contexts).toEqual([field]));
  expect(field.validationMessage).toBe('The username or the password is wrong.');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  expect(field.validationMessage).toBe('');
});

test.each([
  ['application/x-www-form-urlencoded', URLSearchParams],
  ['multipart/form-data', FormData],
])('a form that names the encoding %s is sent with it', async (encoding, kind) => {
  const { sent } = await openPage(LOGIN.replace('method', `enctype="${encoding}" method`));
  submit();
  await vi.waitFor(() => expect(bodies(sent)).toEqual([expect.any(kind)]));
  expect([...(bodies(sent)[0] as FormData)]).toEqual([
    ['username', 'cade'],
    ['password', 'lendyr-demo'],
  ]);
  await settled();
});

test('a form sends the button that was pressed, as a browser does', async () => {
  const { sent } = await openPage(LOGIN.replace('<button>', '<button name="action" value="login">'));
  find<HTMLButtonElement>('form button').click();
  await vi.waitFor(() =>
    expect(bodies(sent)).toEqual([JSON.stringify({ username: '', password: '', action: 'login' })]),
  );
  await settled();
});

test.each(['formmethod="dialog" formnovalidate', 'formaction="/forgotten"'])(
  'a button with %s in the form is left to the browser, and does not log in',
  async (attributes) => {
    const { sent } = await openPage(LOGIN.replace('<button>', `<button ${attributes}>Other</button><button>`));
    const isHandled = vi.fn();
    document.addEventListener('submit', ({ defaultPrevented }) => isHandled(defaultPrevented), { once: true });
    find<HTMLButtonElement>('form button').click();
    expect(isHandled).toHaveBeenCalledExactlyOnceWith(false);
    expect(mark('login').hasAttribute('aria-busy')).toBe(false);
    expect(bodies(sent)).toEqual([]);
  },
);

test.each([
  { 'data-login-endpoint': 'GET /authenticate' },
  { 'data-login-endpoint-url': '/authenticate', 'data-login-endpoint-method': 'GET' },
])("with %j, as in IBM's tutorial, the fields are not sent", async (endpoint) => {
  const { sent, chat } = await openPage(PAGE, { ...REQUIRED, ...endpoint });
  submit();
  await vi.waitFor(() => expect(chat.getState().user).toEqual(CADE));
  expect(sent.find(({ path }) => path === '/authenticate')).toMatchObject({ method: 'GET', body: null });
});

test('a button logs in a user whom the site has just logged in', async () => {
  const { chat } = await openPage('<button data-secure-web-chat="login">Go on</button>', REQUIRED);
  setUser(CADE);
  click(mark('login'));
  await vi.waitFor(() => expect(chat.getState().user).toEqual(CADE));
});

test('a login button causes one warning if the endpoint needs the fields of a form', async () => {
  const button = '<button data-secure-web-chat="login">Log in</button>';
  const { chat, console } = await openPage(`<form method="post">${button}${button}</form>`);
  expect(console.warn.mock.calls).toEqual([
    [expect.stringMatching(/login" is on a <button>, so data-login-endpoint gets no username .* put it on the <form>/)],
  ]);
  await chat.login({ username: 'cade' });
  expect(console.warn).toHaveBeenCalledTimes(1);
});

test.each([REQUIRED, { ...REQUIRED, 'data-login-endpoint': 'GET /authenticate' }])(
  'with %j, a button can log in without a warning',
  async (attributes) => {
    const { console } = await openPage('<button data-secure-web-chat="login">Go on</button>', attributes);
    expect(console.warn).not.toHaveBeenCalled();
  },
);

test('an unknown value causes one warning with the known values, even if the element is added later', async () => {
  const { chat, console } = await openPage(`${PAGE}<button data-secure-web-chat="log-out">Log out</button>`);
  const late = '<button data-secure-web-chat="lougot">Log out</button>';
  document.body.insertAdjacentHTML('beforeend', late + late);
  await vi.waitFor(() => expect(console.warn).toHaveBeenCalledTimes(2));
  await chat.login({ username: 'cade' });
  const warning = (mark: string) =>
    `secure-web-chat: data-secure-web-chat="${mark}" is unknown; use login, logout, open, status, error.`;
  expect(console.warn.mock.calls.flat()).toEqual([warning('log-out'), warning('lougot')]);
});

test('the logout button logs out, and the login replaces it', async () => {
  setUser(CADE);
  const { sent } = await openPage();
  expect(mark('status').textContent).toBe('Hello, Cade');
  mark('logout').focus();
  click(mark('logout'));
  await vi.waitFor(() => expect(mark('status').textContent).toBe('You are not logged in'));
  expect(sent.map(({ path }) => path)).toContain('/logout');
  expect(mark('logout').hidden).toBe(true);
  expect(document.activeElement).toBe(find('[name=username]'));
});

test('if the first logout cannot have the focus, because only narrow windows show it, the next one gets the focus', async () => {
  await openPage(
    `<nav><button data-secure-web-chat="logout" disabled>Log out</button></nav>${PAGE.replace('"logout"', '"logout" id="second"')}`,
  );
  find<HTMLInputElement>('[name=password]').focus();
  submit();
  await vi.waitFor(() => expect(mark('status').textContent).toBe('Hello, Cade'));
  expect(document.activeElement).toBe(find('#second'));
  await settled();
});

test('the error of a failed logout is shown outside of the form', async () => {
  setUser(CADE);
  const { answers } = await openPage(`${PAGE}<p id="trouble" data-secure-web-chat="error"></p>`);
  answers.set('/logout', () => new Response('', { status: 403 }));
  click(mark('logout'));
  await vi.waitFor(() => expect(find('#trouble').textContent).toMatch(/could not be logged out/));
  expect(mark('error').textContent).toBe('');
  expect(mark('status').textContent).toBe('Hello, Cade');
});

test('a link opens the chat instead of leaving the page, even if the click is on an element in the link', async () => {
  const { chat } = await openPage();
  expect(click(find('b'))).toBe(false);
  await vi.waitFor(() => expect(chat.instance?.getState().isWebChatOpen).toBe(true));
});

test.each(['status', 'error'])(
  'a press on an element marked %s in a button or link is a press on the button or link',
  async (name) => {
    setUser(CADE);
    const { chat, sent } = await openPage(`
    <a href="/help" data-secure-web-chat="open">Chat <i id="in-link" data-secure-web-chat="${name}"></i></a>
    <button data-secure-web-chat="logout">Log out <i id="in-button" data-secure-web-chat="${name}"></i></button>`);
    expect(click(find('#in-link'))).toBe(false);
    await vi.waitFor(() => expect(chat.instance?.getState().isWebChatOpen).toBe(true));
    expect(click(find('#in-button'))).toBe(false);
    await vi.waitFor(() => expect(sent.map(({ path }) => path)).toContain('/logout'));
    await vi.waitFor(() => expect(mark('logout').hasAttribute('aria-busy')).toBe(false));
  },
);

test.each(['ctrlKey', 'metaKey', 'shiftKey'])(
  'a click with %s leaves a link to the browser, and not a button',
  async (key) => {
    const { chat, sent } = await openPage();
    const clickWithKey = (element: HTMLElement) =>
      element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, [key]: true }));
    expect(clickWithKey(find('b'))).toBe(true);
    expect(clickWithKey(mark('logout'))).toBe(false);
    await vi.waitFor(() => expect(sent.map(({ path }) => path)).toContain('/logout'));
    expect(chat.instance?.getState().isWebChatOpen).toBe(false);
  },
);

describe.each(['manual', 'intent'])('with data-start="%s", before the chat is loaded', (start) => {
  const attributes = { ...ATTRIBUTES, 'data-start': start };

  test('a user who logged in on an earlier page is greeted, and can log out', async () => {
    setUser(CADE);
    const { chat, sent } = await openPage(PAGE, attributes);
    expect([mark('login').hidden, mark('logout').hidden]).toEqual([true, false]);
    expect(mark('status').textContent).toBe('Hello, Cade');
    expect([chat.getState().phase, sent]).toEqual(['idle', []]);
    click(mark('logout'));
    await vi.waitFor(() => expect(mark('status').textContent).toBe('You are not logged in'));
    expect([mark('login').hidden, mark('logout').hidden]).toEqual([false, true]);
  });

  test.each(['pageshow', 'focus', 'visibilitychange'])(
    'a user who has logged out on another page is no longer greeted when the visitor returns (%s)',
    async (type) => {
      setUser(CADE);
      await openPage(PAGE, attributes);
      const target = type === 'visibilitychange' ? document : window;
      setUser(null);
      target.dispatchEvent(new Event(type));
      expect(mark('status').textContent).toBe('You are not logged in');
      expect([mark('login').hidden, mark('logout').hidden]).toEqual([false, true]);
      setUser({ userName: 'Ana' });
      target.dispatchEvent(new Event(type));
      expect(mark('status').textContent).toBe('Hello, Ana');
    },
  );

  test('a page without a user stays unchanged', async () => {
    await openPage(PAGE, attributes);
    expect([mark('login').hidden, mark('logout').hidden, mark('status').textContent]).toEqual([false, false, '']);
  });

  test('opening the chat loads it', async () => {
    setUser(CADE);
    const { chat } = await openPage(PAGE, attributes);
    click(mark('open'));
    await vi.waitFor(() => expect(chat.instance?.getState().isWebChatOpen).toBe(true));
    expect(mark('status').textContent).toBe('Hello, Cade');
  });
});

test('elements that are added later work too', async () => {
  const { sent } = await openPage('');
  document.body.innerHTML = `<main>${PAGE}</main>`;
  await vi.waitFor(() => expect(mark('status').textContent).toBe('You are not logged in'));
  submit();
  await vi.waitFor(() => expect(mark('status').textContent).toBe('Hello, Cade'));
  expect(bodies(sent)).toHaveLength(1);
});

test('without a user cookie, the SDK hides nothing and writes no status', async () => {
  await openPage(PAGE, { ...ATTRIBUTES, 'data-user-cookie': 'false' });
  expect([mark('login').hidden, mark('logout').hidden, mark('status').textContent]).toEqual([false, false, '']);
  submit();
  await settled();
  expect([mark('login').hidden, mark('logout').hidden, mark('status').textContent]).toEqual([false, false, '']);
});

describe('a user cookie that cannot be read', () => {
  const setText = (text: string) => setCookie('SESSION_INFO', btoa(text));

  test('hides neither the login nor the logout, and does not say that nobody is logged in', async () => {
    setText('{"userName":"Cade"}');
    const { chat } = await openPage(PAGE.replace('"logout"', '"logout" hidden'));
    await chat.load();
    expect([mark('login').hidden, mark('logout').hidden, mark('status').textContent]).toEqual([false, false, '']);
    click(mark('logout'));
    await vi.waitFor(() => expect(mark('status').textContent).toBe('You are not logged in'));
    expect([mark('login').hidden, mark('logout').hidden]).toEqual([false, true]);
  });

  test('that arrives with a login shows the logout again', async () => {
    const { chat, answers, console } = await openPage();
    await vi.waitFor(() => expect(mark('logout').hidden).toBe(true));
    answers.set('/authenticate', () => {
      setText('{"userName":"Cade"}');
      return new Response('{}');
    });
    await chat.login({ username: 'cade' });
    expect([mark('login').hidden, mark('logout').hidden, mark('status').textContent]).toEqual([false, false, '']);
    expect(console.warn.mock.calls).toEqual([[expect.stringContaining('cannot read the cookie SESSION_INFO')]]);
  });
});

test('a copy that a page library stored while the logout ran logs out again when the library shows it', async () => {
  setUser(CADE);
  const { answers, chat, sent } = await openPage();
  let answer = () => {};
  answers.set('/logout', () => new Promise((resolve) => (answer = () => resolve(new Response('')))));
  click(mark('logout'));
  await vi.waitFor(() => expect(sent.at(-1)?.path).toBe('/logout'));
  const copy = mark('logout').cloneNode(true);
  setUser(null);
  answer();
  await vi.waitFor(() => expect(chat.getState().busy).toBe(null));
  setUser(CADE);
  mark('logout').replaceWith(copy);
  sent.length = 0;
  click(mark('logout'));
  await vi.waitFor(() => expect(sent.at(-1)?.path).toBe('/logout'));
  setUser(null);
  answer();
  await vi.waitFor(() => expect(mark('logout').hasAttribute('aria-busy')).toBe(false));
});

test("texts contain the user's own fields that are text or a number, and no others", async () => {
  setUser({ userName: 'Cade', number: 0, isAdmin: true, address: { city: 'Paris' }, list: ['a'], nothing: null });
  const fields = 'userName number isAdmin address list nothing constructor toString __proto__ missing';
  const words = fields.replace(/\w+/g, '$&={$&}');
  await openPage(`<p data-secure-web-chat="status" data-user="${words}"></p>`);
  await vi.waitFor(() =>
    expect(mark('status').textContent).toBe(
      'userName=Cade number=0 isAdmin= address= list= nothing= constructor= toString= __proto__= missing=',
    ),
  );
});

test('a status with a text for it says that there is no chat, even before a user is known', async () => {
  const { simulator, run } = createTagPage(
    '<p data-secure-web-chat="status" data-loading="…" data-failed="No chat"></p>',
  );
  simulator.uninstall();
  Object.assign(window, { loadWatsonAssistantChat: () => Promise.reject(new Error('no')) });
  onTestFinished(() => void Reflect.deleteProperty(window, 'loadWatsonAssistantChat'));
  await run({ ...ATTRIBUTES, 'data-user-cookie': 'false' });
  expect(mark('status').textContent).toBe('…');
  await vi.waitFor(() => expect(mark('status').textContent).toBe('No chat'));
});

test('if the chat cannot open, the error is shown next to the button and logged', async () => {
  const { simulator, run, console } = createTagPage(
    '<button data-secure-web-chat="open">Ask us</button><p data-secure-web-chat="error"></p>',
  );
  simulator.uninstall();
  Object.assign(window, { loadWatsonAssistantChat: () => Promise.reject(new Error('no')) });
  onTestFinished(() => void Reflect.deleteProperty(window, 'loadWatsonAssistantChat'));
  await run({ ...ATTRIBUTES, 'data-start': 'manual' });
  click(mark('open'));
  await vi.waitFor(() => expect(mark('error').textContent).toBe('That did not work just now. Please try again.'));
  expect(console.error.mock.calls.flat()).toEqual([expect.stringContaining('WEB_CHAT_FAILED, see')]);
  mark('error').dataset['failed'] = 'No chat today';
  await vi.waitFor(() => expect(mark('open').hasAttribute('aria-busy')).toBe(false));
  click(mark('open'));
  await vi.waitFor(() => expect(mark('error').textContent).toBe('No chat today'));
});

test('a button without an element for the error shows the error itself', async () => {
  setUser(CADE);
  const { answers } = await openPage(
    '<button data-secure-web-chat="logout" data-logout-failed="Once more">Log out</button>',
  );
  answers.set('/logout', () => new Response('', { status: 403 }));
  const report = vi.spyOn(HTMLButtonElement.prototype, 'reportValidity');
  click(mark('logout'));
  await vi.waitFor(() => expect(report.mock.contexts).toEqual([mark('logout')]));
  expect(mark<HTMLButtonElement>('logout').validationMessage).toBe('Once more');
});

test('an element without a known value of data-secure-web-chat is not changed', async () => {
  const { sent, chat } = await openPage(`${PAGE}<button id="own">Own</button><b data-secure-web-chat="opne">?</b>`);
  expect(click(find('#own'))).toBe(true);
  expect(click(mark('opne'))).toBe(true);
  expect(click(find('[name=username]'))).toBe(true);
  expect(chat.getState().busy).toBeNull();
  expect(bodies(sent)).toEqual([]);
});

test("the visitor's name is shown as text, never as markup", async () => {
  setUser({ userName: '<img src=x onerror=alert(1)>' });
  await openPage();
  expect(mark('status').textContent).toBe('Hello, <img src=x onerror=alert(1)>');
  expect(mark('status').childElementCount).toBe(0);
});

test("an event that the page's own code has handled is ignored", async () => {
  const { sent } = await openPage();
  mark('login').addEventListener('submit', (event) => event.preventDefault());
  submit();
  await Promise.resolve();
  expect(mark('login').hasAttribute('aria-busy')).toBe(false);
  expect(bodies(sent)).toEqual([]);
});

test('after destroy(), the elements do nothing', async () => {
  const { sent, chat } = await openPage();
  await chat.destroy();
  expect(submit()).toBe(true);
  document.body.insertAdjacentHTML('beforeend', '<p id="late" data-secure-web-chat="status"></p>');
  await Promise.resolve();
  expect(find('#late').textContent).toBe('');
  expect(bodies(sent)).toEqual([]);
});

test('a login that is interrupted by destroy() shows no message', async () => {
  const { chat, answers, console } = await openPage();
  answers.set('/authenticate', () => new Promise(() => {}));
  submit();
  await vi.waitFor(() => expect(chat.getState().busy).toBe('login'));
  await chat.destroy();
  await settled();
  expect(mark('error').textContent).toBe('');
  expect(console.error).not.toHaveBeenCalled();
});
