/** Browsers that lack a feature that the SDK needs. */
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clearCookies } from './cookies.js';
import { failureOf } from './outcomes.js';
import { createSite } from './site.js';
import { createTagPage, REQUIRED } from './tagPage.js';

/** Simulates a browser without the feature. */
function remove(object: object, name: string): void {
  let owner = object;
  while (!Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  const had = Object.getOwnPropertyDescriptor(owner, name);
  Reflect.deleteProperty(owner, name);
  onTestFinished(() => {
    if (had) Object.defineProperty(owner, name, had);
  });
  expect(name in object).toBe(false);
}

afterEach(clearCookies);

test('in Firefox before 124 and Safari before 17.4, which have no AbortSignal.any, a visitor logs in and out', async () => {
  remove(AbortSignal, 'any');
  const { chat, simulator } = createSite({ style: 'sid' });
  await chat.load();
  await simulator.open();
  expect(await simulator.say('Who am I?')).toContain('anon-1');
  await chat.login({ username: 'cade' });
  expect(await simulator.say('Who am I?')).toContain('cade-id');
  await chat.logout();
  await chat.destroy();
});

describe('in a browser without AbortSignal.throwIfAborted', () => {
  test.each(['load', 'open', 'login', 'logout'] as const)(
    '%s() rejects, and the message says what is missing',
    async (method) => {
      remove(AbortSignal.prototype, 'throwIfAborted');
      const { chat } = createSite();
      const error = await failureOf(chat[method]());
      expect(error.code).toBe('UNSUPPORTED_ENVIRONMENT');
      expect(error.message).toContain('there is no AbortSignal.throwIfAborted');
      await chat.destroy();
    },
  );

  test('the script tag logs an error, and leaves forms and buttons to the browser', async () => {
    remove(AbortSignal.prototype, 'throwIfAborted');
    const { run, console } = createTagPage(
      '<form data-secure-web-chat="login"></form><button data-secure-web-chat="logout">Log out</button>',
    );
    await run({ ...REQUIRED, 'data-login-endpoint': '/authenticate' });
    await vi.waitFor(() =>
      expect(console.error.mock.calls).toEqual([[expect.stringContaining('UNSUPPORTED_ENVIRONMENT')]]),
    );
    const submit = new Event('submit', { bubbles: true, cancelable: true });
    expect(document.querySelector('form')?.dispatchEvent(submit)).toBe(true);
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    expect(document.querySelector('button')?.dispatchEvent(click)).toBe(true);
    expect(document.querySelector('button')?.hidden).toBe(false);
  });
});
