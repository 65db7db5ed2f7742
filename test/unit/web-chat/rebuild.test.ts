import { describe, expect, test, vi } from 'vitest';
import {
  codesOf,
  container,
  createSite,
  fullInstance,
  isInPage,
  isOpen,
  isShown,
  outcome,
  pass,
  settle,
  talkingSite,
} from '../site.js';

const isHidden = () => container()?.style.display === 'none';

describe('a rebuild of the chat', () => {
  test('hides the old one and gives it no token from the first moment', async () => {
    const site = await talkingSite();
    const old = fullInstance(site);
    vi.spyOn(old, 'destroySession').mockReturnValue(new Promise(() => {}));
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    const login = outcome(site.chat.login({ username: 'cade' }));
    await settle();
    expect(isHidden()).toBe(true);
    expect(site.chat.getState().phase).toBe('loading');
    expect(site.chat.instance).toBe(null);
    const asked = site.backend.asked.length;
    site.simulator.expireToken();
    await expect(old.send('Still there?')).rejects.toThrow();
    expect(site.backend.asked).toHaveLength(asked);
    await pass(2_999);
    expect(login.result).toBe('pending');
    await pass(1);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(isInPage()).toBe(false);
    expect(isHidden()).toBe(false);
  });

  test('ends a conversation with a human agent, which IBM would not end', async () => {
    const site = await talkingSite();
    const leave = vi.spyOn(fullInstance(site).serviceDesk, 'endConversation');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(leave).toHaveBeenCalledTimes(1);
    expect(site.chat.getState().phase).toBe('ready');
  });

  test('ends the session even if the human agent cannot be notified', async () => {
    const site = await talkingSite();
    const old = fullInstance(site);
    const end = vi.spyOn(old, 'destroySession');
    vi.spyOn(old.serviceDesk, 'endConversation').mockImplementation(() => {
      throw new Error('no');
    });
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(end).toHaveBeenCalledTimes(1);
  });

  test('continues if ending the session or destroying fails', async () => {
    const site = await talkingSite();
    const old = fullInstance(site);
    vi.spyOn(old, 'destroySession').mockRejectedValue(new Error('no'));
    vi.spyOn(old, 'destroy').mockImplementation(() => {
      throw new Error('no');
    });
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', subject: 'other-1' });
    expect(isShown(site)).toBe(false);
  });

  test('leaves a closed chat closed', async () => {
    const site = await talkingSite();
    await site.chat.instance?.changeView('launcher');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(isOpen(site)).toBe(false);
    expect(site.backend.asked).toEqual(['token open', 'login', 'token login']);
    expect(await site.simulator.say('Who am I?')).toContain('other-1');
  });

  test('ends the session while the token is still valid', async () => {
    const site = await talkingSite();
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    const ended = site.assistant.requests.find(({ method }) => method === 'DELETE');
    expect(ended?.token).toBe(site.backend.tokens[0]);
    await settle();
    expect(site.assistant.sessionIDs).toEqual(['session-2']);
  });

  test('removes the stored keys that name the old sub, and no others', async () => {
    sessionStorage.setItem('mine', '1');
    const site = await talkingSite();
    expect(Object.keys(sessionStorage).join()).toContain('anon-1');
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(Object.keys(sessionStorage).join()).not.toContain('anon-1');
    expect(sessionStorage.getItem('mine')).toBe('1');
  });

  test("keeps the site's own storage, even if the old sub is part of a key", async () => {
    sessionStorage.setItem('oidc.user:https://login.example.com:4200', 'Cade');
    const site = createSite();
    site.backend.become({ sub: '42' });
    await site.chat.load();
    await site.simulator.open();
    site.backend.onLogin = { user: 'cade', sub: '43' };
    await site.chat.login({ username: 'cade' });
    expect(site.chat.getState().subject).toBe('43');
    expect(sessionStorage.getItem('oidc.user:https://login.example.com:4200')).toBe('Cade');
  });

  test('calls onLoad again, before the new chat renders', async () => {
    const onLoad = vi.fn(() => void expect(document.querySelectorAll('.WACContainer')).toHaveLength(0));
    const site = await talkingSite({ webChat: { onLoad } });
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    await site.chat.login({ username: 'cade' });
    expect(onLoad).toHaveBeenCalledTimes(2);
  });

  test('does not wait endlessly for a site that logs in as the window opens', async () => {
    const site = createSite({
      webChat: {
        onLoad: (instance) => void instance.on({ type: 'view:change', handler: () => site.chat.login() }),
      },
      loginEndpoint: undefined,
    });
    await site.chat.load();
    void outcome(site.chat.open());
    await pass(1_000);
    site.backend.become({ user: 'cade', sub: 'other-1' });
    const login = outcome(site.chat.login());
    await pass(60_000);
    expect(login.result).not.toBe('pending');
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', busy: null, subject: 'other-1' });
  });

  test('that fails is reported, and load() starts again', async () => {
    const site = await talkingSite();
    site.backend.onLogin = { user: 'cade', sub: 'other-1' };
    site.assistant.isDown = true;
    const login = outcome(site.chat.login({ username: 'cade' }));
    await pass(60_000);
    expect(login.result).toEqual({ hello: 'cade' });
    expect(codesOf(site.errors)).toContain('WEB_CHAT_FAILED');
    expect(site.chat.getState()).toMatchObject({ phase: 'failed', subject: null });
    site.assistant.isDown = false;
    await site.chat.load();
    expect(await site.simulator.say('Who am I?')).toContain('other-1');
  });
});

test('a chat without storage is rebuilt all the same', async () => {
  const site = await talkingSite();
  site.backend.onLogin = { user: 'cade', sub: 'other-1' };
  vi.spyOn(Object, 'keys').mockImplementation((value) => {
    if (value === sessionStorage) throw new DOMException('no', 'SecurityError');
    return Reflect.ownKeys(value).filter((key) => typeof key === 'string');
  });
  await site.chat.login({ username: 'cade' });
  expect(await site.simulator.say('Who am I?')).toContain('other-1');
});
