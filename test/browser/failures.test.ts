/**
 * The page as a visitor sees it after a failure: while the chat loads, and while the user changes.
 */
import { expect, test } from 'vitest';
import { createForgetful } from './backends/forgetful.js';
import { backend as referenceBackend, script as referenceScript } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { answerLost, atFirst, silence, tokenExpired, unavailable, unreachable } from './front.js';
import { errors, openSite, type PageNeeds, type SiteOptions, state } from './servedSite.js';
import {
  alerts,
  ask,
  askWhoIAm,
  openChat,
  outcome,
  remains,
  send,
  status,
  submitLogin,
  transcript,
} from './visitor.js';

const LOADER = 'WatsonAssistantChatEntry.js';
const reference: SiteOptions = { backend: () => referenceBackend(), script: referenceScript };

inEachBrowser((driver) => {
  test('if the script fails once, the SDK requests it again, and the chat loads', async () => {
    const { page, assistantFront } = await openSite(driver, { ...reference, loads: false });
    assistantFront.break(LOADER, atFirst(1, unavailable));
    await load(page);

    await openChat(page);
    expect(await errors(page)).toEqual([]);
    expect(assistantFront.answered.filter(({ path }) => path.endsWith(LOADER)).map(({ status }) => status)).toContain(
      503,
    );
  });

  test('if the script never loads, load() rejects with SCRIPT_FAILED, leaves the page unchanged, and works later', async () => {
    const { page, assistantFront } = await openSite(driver, { ...reference, loads: false });
    const before = await dom(page);
    const repair = assistantFront.break(LOADER, unavailable);
    expect(await load(page)).toBe('SCRIPT_FAILED');

    expect(await dom(page)).toBe(before);
    expect(await state(page)).toMatchObject({ phase: 'failed', error: 'SCRIPT_FAILED' });
    repair();
    expect(await load(page)).toBe('loaded');
    await openChat(page);
    expect(await state(page)).toMatchObject({ phase: 'ready', error: null });
  });

  test('login and logout work even if the chat cannot be loaded', async () => {
    const { page, assistantFront } = await openSite(driver, { ...reference, loads: false });
    assistantFront.break(LOADER, unavailable);
    expect(await load(page)).toBe('SCRIPT_FAILED');

    await submitLogin(page, 'cade');
    await eventually(() => status(page)).toContain('Hello, Cade');
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    expect(await alerts(page)).toEqual([]);
  });

  test('a page that is busy while the backend answers shows the user at once afterwards', async () => {
    const { page } = await openSite(driver, reference);
    await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
    // When the page is free again, the answer has already arrived. WebKit then handles the answer
    // before it updates its copy of the cookies.
    await page.evaluate(() => {
      const work = () => {
        const until = performance.now() + 1_000;
        while (performance.now() < until);
      };
      for (const type of ['submit', 'click']) document.addEventListener(type, work);
    });

    await submitLogin(page, 'cade');
    await eventually(() => outcome(page)).toEqual(['Logged in']);
    expect(await status(page)).toContain('Hello, Cade');
    await page.click('button', 'Log out');
    await eventually(() => outcome(page)).toEqual(['Logged out']);
    expect(await status(page)).toContain('You are not logged in');
  });

  test('if the content security policy forbids the script, load() rejects with SCRIPT_BLOCKED', async () => {
    const { page } = await openSite(driver, { ...reference, loads: false, policy: () => "script-src 'self'" });
    const before = await dom(page);

    expect(await load(page)).toBe('SCRIPT_BLOCKED');
    expect(await dom(page)).toBe(before);
    expect(await state(page)).toMatchObject({ phase: 'failed', error: 'SCRIPT_BLOCKED' });
  });

  test('under Trusted Types, a page only has to allow the policy name secure-web-chat', async () => {
    const policy = () => "require-trusted-types-for 'script'; trusted-types secure-web-chat";
    const { page } = await openSite(driver, { ...reference, loads: false, policy });

    expect(await load(page)).toBe('loaded');
    await openChat(page);
    expect(await askWhoIAm(page)).toMatchObject({ subject: expect.stringMatching(/^anon-/) });
  });

  test('under Trusted Types without that policy name, load() rejects with SCRIPT_BLOCKED', async () => {
    const policy = () => "require-trusted-types-for 'script'; trusted-types another";
    const { page } = await openSite(driver, { ...reference, loads: false, policy });
    const before = await dom(page);

    expect(await load(page)).toBe('SCRIPT_BLOCKED');
    expect(await dom(page)).toBe(before);
  });

  test.each([
    ['at once', null, null],
    ['while the script is under way', 'assistantFront', LOADER],
    ['while web chat asks for its configuration', 'assistantFront', '/config'],
    ['while the first token is under way', 'front', '/createJWT'],
  ] as const)('destroy() %s leaves nothing on the page, and no request follows', async (_when, front, path) => {
    const site = await openSite(driver, { ...reference, loads: false });
    const { page } = site;
    const before = await dom(page);
    // `open()` requests the token while web chat loads, and IBM's loader ends none of its requests.
    if (path === '/createJWT') expect(await load(page)).toBe('loaded');
    const { fault, release, heard } = silence();
    if (front) site[front].break(path, fault);
    // "At once" means in the same task. After that task, the page has already requested the script,
    // and the driver may report the request only later.
    await page.evaluate(
      (opens, ends) => {
        (opens ? window.chat.open() : window.chat.load()).catch((error) => window.errors.push(error));
        if (ends) void window.chat.destroy();
      },
      path === '/createJWT',
      front === null,
    );
    if (front) {
      await eventually(heard).toBe(1);
      await page.evaluate(() => window.chat.destroy());
    }
    const asked = page.requests.length;
    release();
    // Waits until every pending request is answered, and until a late effect would have appeared.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));

    expect(await dom(page)).toBe(before);
    expect(page.requests.slice(asked).map(({ url }) => url)).toEqual([]);
    expect(await page.evaluate(() => window.watsonAssistantChatSharedConfig?.namespaces ?? [])).toEqual([]);
    expect(await state(page)).toMatchObject({ phase: 'destroyed', subject: null, error: null });
    expect((await errors(page)).filter((code) => code !== 'DESTROYED')).toEqual([]);
    const again = page.evaluate(() =>
      new window.SecureWebChat({ webChat, tokenEndpoint: '/createJWT' }).load().then(() => true),
    );
    expect(await again).toBe(true);
  });

  test('after a token with another subject, the earlier conversation is hidden and the new one is open', async () => {
    const { backend, forget } = createForgetful();
    const { page, messages, assistantFront } = await openSite(driver, { backend, script: referenceScript });
    await openChat(page);
    const { subject: before } = await askWhoIAm(page);
    await ask(page, 'My secret is marmalade');

    forget();
    assistantFront.break('/message', atFirst(1, tokenExpired));
    await send(page, 'Who am I now?');
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    const { subject: after } = await askWhoIAm(page);

    expect(after).not.toBe(before);
    expect(await remains(page)).not.toContain('marmalade');
    expect(await remains(page)).not.toContain(before);
    const ofBefore = messages().filter(({ sessionID }) => sessionID === messages()[0]?.sessionID);
    expect(new Set(ofBefore.map(({ subject }) => subject))).toEqual(new Set([before]));
    expect(await state(page)).toMatchObject({ phase: 'ready', subject: after });
  });

  test('if the subject keeps changing, the chat stops with SUBJECT_UNSTABLE', async () => {
    const { backend, forget } = createForgetful();
    const { page, assistantFront } = await openSite(driver, { backend, script: referenceScript });
    await openChat(page);
    for (const expected of ['ready', 'failed']) {
      const { subject } = await state(page);
      forget();
      assistantFront.break('/message', atFirst(1, tokenExpired));
      await send(page, 'Who am I?');
      await eventually(async () => (await state(page)).subject).not.toBe(subject);
      await eventually(async () => (await state(page)).phase).toBe(expected);
      if (expected === 'ready') await eventually(() => transcript(page)).toMatch(/^Welcome/);
    }

    expect(await state(page)).toMatchObject({ phase: 'failed', error: 'SUBJECT_UNSTABLE', subject: null });
    expect(await page.isVisible('button', 'Open chat')).toBe(false);
    expect(await transcript(page)).toBe('');
  });

  test('logout() resolves if the backend logged the user out but its answer was lost', async () => {
    const { page, front } = await openLoggedIn(reference);
    front.break('/logout', answerLost);
    await page.click('button', 'Log out');

    await eventually(() => outcome(page)).toEqual(['Logged out']);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    const { subject, customUserID } = await askWhoIAm(page);
    expect(customUserID).toBe(subject);
  });

  test('logout() rejects with LOGOUT_FAILED if the request never reached the backend, and the user keeps the conversation', async () => {
    const { page, front } = await openLoggedIn(reference);
    const repair = front.break('/logout', unreachable);
    await page.click('button', 'Log out');

    await eventually(() => outcome(page)).toEqual(['LOGOUT_FAILED']);
    expect(await status(page)).toContain('Hello, Cade');
    await eventually(() => transcript(page)).toContain('My secret is marmalade');
    repair();
    await page.click('button', 'Log out');
    await eventually(() => outcome(page)).toEqual(['Logged out']);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toContain('marmalade');
    const { subject, customUserID } = await askWhoIAm(page);
    expect(customUserID).toBe(subject);
  });

  test('a logout that the backend refuses changes nothing', async () => {
    const { page, front } = await openLoggedIn(reference);
    front.break('/logout', (_request, response) => void response.status(403).end());
    await page.click('button', 'Log out');

    await eventually(() => outcome(page)).toEqual(['LOGOUT_FAILED']);
    expect(await status(page)).toContain('Hello, Cade');
    expect(await transcript(page)).toContain('My secret is marmalade');
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
  });

  test('if no token is available after a logout, the chat is new and closed, and works once a token is available', async () => {
    const { page, front } = await openLoggedIn(reference);
    const repair = front.break('/createJWT', unavailable);
    await page.click('button', 'Log out');

    await eventually(() => outcome(page), 30_000).toEqual(['Logged out']);
    await eventually(() => page.isVisible('button', 'Open chat')).toBe(true);
    expect(await transcript(page)).toBe('');
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    expect(await errors(page)).toContain('TOKEN_UNAVAILABLE');
    repair();
    await openChat(page);
    const { subject, customUserID } = await askWhoIAm(page);
    expect(customUserID).toBe(subject);
  });

  test('a slow handler of the site cannot replace the token of a login with an older one', async () => {
    const { page, messages, assistantFront } = await openSite(driver, { ...reference, script: scriptWithSlowHandler });
    await openChat(page);
    const anonymous = await askWhoIAm(page);
    assistantFront.break('/message', atFirst(1, tokenExpired));
    await page.evaluate(() => {
      window.gate.isClosed = true;
    });
    await send(page, 'Am I late?');
    await eventually(() => page.evaluate(() => window.gate.waiting)).toBe(1);
    await submitLogin(page, 'cade');
    await eventually(() => outcome(page)).toEqual(['Logged in']);
    await page.evaluate(() => window.gate.open());

    await eventually(() => transcript(page)).toMatch('You said “Am I late?”');
    expect(messages().at(-1)).toMatchObject({
      text: 'Am I late?',
      customUserID: 'cade-id',
      subject: anonymous.subject,
    });
    expect((await askWhoIAm(page)).customUserID).toBe('cade-id');
  });

  test('if ending the session hangs after a logout, the SDK abandons the session and starts a new chat', async () => {
    const { page } = await openLoggedIn({ ...reference, script: scriptWithHangingEnd });
    await page.click('button', 'Log out');
    await eventually(() => status(page)).toContain('You are not logged in');
    expect(await transcript(page)).toBe('');

    await eventually(() => outcome(page), 20_000).toEqual(['Logged out']);
    await eventually(() => transcript(page)).toMatch(/^Welcome to Lendyr! [^\n]*$/);
    expect(await remains(page)).not.toMatch(/marmalade|cade-id|Cade/);
    const { subject, customUserID } = await askWhoIAm(page);
    expect(customUserID).toBe(subject);
  });

  async function openLoggedIn(options: SiteOptions) {
    const site = await openSite(driver, options);
    await openChat(site.page);
    await submitLogin(site.page, 'cade');
    await eventually(() => outcome(site.page)).toEqual(['Logged in']);
    await ask(site.page, 'My secret is marmalade');
    return site;
  }
});

declare global {
  interface Window {
    SecureWebChat: PageNeeds['SecureWebChat'];
    watsonAssistantChatSharedConfig?: { namespaces: string[]; loadScriptPromises: Record<string, unknown> };
    /** The promise that a slow handler of the site awaits. */
    gate: { isClosed: boolean; waiting: number; open(): void };
  }
  /** The site's own options for web chat. */
  const webChat: PageNeeds['webChat'];
}

/** @returns the outcome of the call */
function load(page: Page): Promise<string> {
  return page.evaluate(() =>
    window.chat.load().then(
      () => 'loaded',
      (error) => error.code,
    ),
  );
}

/** Returns the HTML of the whole document. */
function dom(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.outerHTML);
}

function scriptWithSlowHandler({ SecureWebChat, webChat }: PageNeeds) {
  let release = () => {};
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  window.gate = {
    isClosed: false,
    waiting: 0,
    open: () => release(),
  };
  const chat = new SecureWebChat({
    webChat: {
      ...webChat,
      onLoad(instance) {
        instance.on({
          type: '*',
          async handler({ type }) {
            if (type !== 'identityTokenExpired' || !window.gate.isClosed) return;
            window.gate.waiting++;
            await opened;
          },
        });
      },
    },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}

function scriptWithHangingEnd({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat: {
      ...webChat,
      onLoad(instance) {
        Object.assign(instance, { destroySession: () => new Promise(() => {}) });
      },
    },
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}
