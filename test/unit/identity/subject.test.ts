import { describe, expect, test, vi } from 'vitest';
import { hangs } from '../memoryBackend.js';
import {
  codesOf,
  container,
  fullInstance,
  isInPage,
  isOpen,
  loggedInSite,
  outcome,
  pass,
  renew,
  SECRET,
  settle,
  talkingSite,
} from '../site.js';

const MINUTE = 60_000;

/** The handlers of the site that are still running. */
function slowHandlers() {
  const waiting: (() => void)[] = [];
  return {
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    release: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
}

describe("a slow handler of the site's for every event", () => {
  test('does not replace a newer token with an old one', async () => {
    const slow = slowHandlers();
    let isSlow = false;
    const site = await talkingSite({
      webChat: {
        onLoad: (instance) => {
          const handler = ({ type }: { type: string }) =>
            isSlow && type === 'identityTokenExpired' ? slow.wait() : undefined;
          instance.on({ type: '*', handler });
        },
      },
    });
    isSlow = true;
    site.simulator.expireToken();
    const said = outcome(site.simulator.say('Who am I?'));
    await settle();
    expect(site.backend.asked).toEqual(['token open', 'token expired']);
    await site.chat.login({ username: 'cade' });
    slow.release();
    await settle();
    expect(said.result).toContain('cade-id');
    expect(site.assistant.requests.at(-1)?.token).toBe(site.backend.tokens.at(-1));
  });
});

describe('another sub in the answer to web chat', () => {
  test('makes that message fail, and the chat continues with the new sub', async () => {
    const site = await talkingSite();
    const before = site.chat.instance;
    site.backend.become({ sub: 'other-1' });
    const said = outcome(renew(site));
    await settle();
    expect(said.result).toBeInstanceOf(Error);
    expect(site.chat.instance).not.toBe(before);
    expect(isInPage()).toBe(false);
    expect(isOpen(site)).toBe(true);
    expect(await site.simulator.say('Who am I?')).toContain('other-1');
    expect(site.backend.asked).toEqual(['token open', 'token expired']);
    expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED']);
  });

  test('a second time within ten minutes stops the chat with SUBJECT_UNSTABLE', async () => {
    const site = await talkingSite();
    for (const sub of ['other-1', 'other-2']) {
      site.backend.become({ sub });
      await renew(site).catch(() => {});
      await settle();
    }
    expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED', 'WEB_CHAT_FAILED', 'SUBJECT_UNSTABLE']);
    expect(site.chat.getState()).toMatchObject({ phase: 'failed', error: site.errors.at(-1), subject: null });
    expect(container()).toBe(null);
    expect(site.chat.instance).toBe(null);
    const { length } = site.backend.asked;
    await pass(10 * MINUTE);
    expect(site.backend.asked).toHaveLength(length);
  });

  test('a second time is reported at once, so that open() then opens a chat', async () => {
    const site = await talkingSite();
    site.backend.become({ sub: 'other-1' });
    await renew(site).catch(() => {});
    await settle();
    vi.spyOn(fullInstance(site), 'destroySession').mockReturnValue(new Promise(() => {}));
    site.backend.become({ sub: 'other-2' });
    void outcome(renew(site));
    await settle();
    expect(site.chat.getState()).toMatchObject({ phase: 'failed', error: { code: 'SUBJECT_UNSTABLE' } });
    const opened = outcome(site.chat.open());
    await pass(3_000);
    expect(opened.result).toBeUndefined();
    expect(isOpen(site)).toBe(true);
  });

  test.each([
    [10 * MINUTE - 2_000, 'failed'],
    [10 * MINUTE + 2_000, 'ready'],
  ])('a second time %i ms later leaves the chat %s', async (ms, phase) => {
    const site = await talkingSite();
    site.backend.become({ sub: 'other-1' });
    await renew(site).catch(() => {});
    await settle();
    await pass(ms);
    site.backend.become({ sub: 'other-2' });
    await renew(site).catch(() => {});
    await settle();
    expect(site.chat.getState().phase).toBe(phase);
  });

  test('does not count after a call of login() or logout()', async () => {
    const site = await talkingSite();
    for (const sub of ['one', 'two', 'three']) {
      site.backend.onLogin = { user: 'cade', sub };
      await site.chat.login({ username: 'cade' });
      site.backend.onLogout = { user: null, sub: `${sub}-out` };
      await site.chat.logout();
    }
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: 'three-out' });
    expect(site.errors).toEqual([]);
  });

  test('a second time while the window opens makes open() reject, and the chat stays stopped', async () => {
    const site = await talkingSite();
    site.backend.become({ sub: 'other-1' });
    await renew(site).catch(() => {});
    await settle();
    await site.simulator.say('Hello');
    const instance = fullInstance(site);
    await instance.changeView('launcher');
    instance.on({ type: 'view:pre:change', handler: () => new Promise(() => {}) });
    const opening = outcome(site.chat.open());
    await settle();
    site.backend.become({ sub: 'other-2' });
    site.simulator.expireToken();
    await instance.send('Who am I?').catch(() => {});
    await settle();
    expect(opening.result).toMatchObject({ code: 'SUBJECT_UNSTABLE' });
    expect(site.chat.getState().phase).toBe('failed');
  });

  test('a chat that was stopped in this way loads again with load()', async () => {
    const site = await talkingSite();
    for (const sub of ['other-1', 'other-2']) {
      site.backend.become({ sub });
      await renew(site).catch(() => {});
      await settle();
    }
    await site.chat.load();
    expect(await site.simulator.say('Who am I?')).toContain('other-2');
  });
});

test('the old conversation stays off the page, even while a login hangs', async () => {
  const site = await loggedInSite();
  expect(document.documentElement.textContent).toContain(SECRET);
  site.backend.onLogout = { user: null, sub: 'other-1' };
  await site.chat.logout();
  site.backend.script.login.push(hangs);
  void outcome(site.chat.login({ username: 'cade' }));
  await settle();
  expect(isInPage()).toBe(false);
});

test('a renewed token that IBM refuses twice stops the chat because of the sub, not of the user cookie', async () => {
  const site = await loggedInSite({ style: 'cookie' });
  const { backend, chat, errors } = site;
  const sign = backend.sign.bind(backend);
  backend.sign = () => sign({ iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 });
  for (let refusals = 0; refusals < 2; refusals++) {
    await renew(site);
    vi.spyOn(fullInstance(site), 'updateIdentityToken').mockImplementation(() => {
      throw new Error('The "sub" claim is already set');
    });
    await pass(60_000);
  }
  expect(chat.getState().phase).toBe('failed');
  expect(errors.at(-1)).toMatchObject({
    code: 'SUBJECT_UNSTABLE',
    message: expect.stringContaining('the sub changed'),
  });
});
