/**
 * Recipes of the guides in IBM's own engine: docs/language.md, docs/form-before-the-chat.md and
 * docs/context-variables.md.
 */
import type { WebChatInstance, WebChatMessage } from 'secure-web-chat';
import { expect, test } from 'vitest';
import { inEachBrowser } from '../browser/browsers.js';
import type { Page } from '../browser/driver.js';
import { eventually } from '../browser/eventually.js';
import { errors, type PageNeeds } from '../browser/servedSite.js';
import { password } from '../browser/visitor.js';
import { logIn, logOut, openEngine } from './engineSite.js';
import { ask, askWhoIAm, lines } from './ibmChatWindow.js';

declare global {
  interface Window {
    /** The messages to the assistant, with the page's additions. */
    sent: WebChatMessage[];
  }
}

/** The recipes, on one page. */
function script({ SecureWebChat, webChat }: PageNeeds) {
  window.sent = [];
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  chat.on('instance', (instance) => instance.updateLocale('de'));
  chat.on('instance', (instance) => {
    instance.on({
      type: 'pre:send',
      handler: ({ data }) => {
        const skills = data.context?.skills;
        const actions = skills?.['actions skill'];
        const skill_variables = { ...actions?.skill_variables, Is_Logged_In: chat.getState().user !== null };
        data.context = { ...data.context, skills: { ...skills, 'actions skill': { ...actions, skill_variables } } };
      },
    });
    instance.on({ type: 'send', handler: ({ data }) => void window.sent.push(data) });
    instance.on({
      type: 'view:change',
      handler: ({ oldViewState, newViewState }) => {
        const opens = newViewState.mainWindow && !oldViewState.mainWindow;
        if (opens && location.search === '?form' && !chat.getState().user) showForm(instance);
      },
    });
  });

  function showForm(instance: WebChatInstance): void {
    const panel = instance.customPanels.getPanel();
    const form = document.createElement('form');
    form.innerHTML = '<label>Name <input name="username"></label><input name="password"><button>Begin</button>';
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      await chat.login(Object.fromEntries(new FormData(form)));
      panel.close();
    });
    panel.hostElement.replaceChildren(form);
    panel.open({ title: 'Before we begin', hideBackButton: true });
  }
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

const locale = (page: Page) => page.evaluate(() => window.chat.instance?.getLocale());
const lastVariables = (page: Page) =>
  page.evaluate(() => window.sent.at(-1)?.context?.skills?.['actions skill']?.skill_variables);

inEachBrowser((driver) => {
  test('the language and the context variables stay when the instance is replaced', async () => {
    const { page } = await openEngine(driver, { script });
    await page.evaluate(() => window.chat.open());
    await eventually(() => lines(page)).toHaveLength(1);
    expect(await locale(page)).toBe('de');
    expect(await lastVariables(page)).toEqual({ Is_Logged_In: false });
    await logIn(page);
    await ask(page, 'Hello');
    expect(await lastVariables(page)).toEqual({ Is_Logged_In: true });
    await logOut(page);
    await eventually(() => lines(page)).toHaveLength(1);
    expect(await locale(page)).toBe('de');
    expect(await lastVariables(page)).toEqual({ Is_Logged_In: false });
    expect(await errors(page)).toEqual([]);
  });

  test('a form appears before the chat although a token is available at once, and its answer goes into the next token', async () => {
    const { page, url, tokens } = await openEngine(driver, { script });
    await page.goto(`${url}/?form`);
    await eventually(() => page.evaluate(() => window.chat?.getState().phase)).toBe('ready');
    await page.evaluate(() => window.chat.open());
    const isShown = () => page.evaluate(() => document.querySelector('.WACContainer form button') !== null);
    await eventually(isShown).toBe(true);
    await eventually(tokens).toBe(1);
    await page.evaluate((secret) => {
      const form = document.querySelector<HTMLFormElement>('.WACContainer form');
      for (const [name, value] of [
        ['username', 'cade'],
        ['password', secret],
      ] as const) {
        const field = form?.elements.namedItem(name);
        if (field instanceof HTMLInputElement) field.value = value;
      }
      form?.requestSubmit();
    }, password);
    await eventually(() => page.evaluate(() => window.chat.getState().user !== null)).toBe(true);
    await eventually(() => lines(page)).toHaveLength(1);
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
    expect(await errors(page)).toEqual([]);
  });
});
