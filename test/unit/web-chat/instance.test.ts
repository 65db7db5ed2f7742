import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { answers, hangs, held, isDeaf, unreachable } from '../memoryBackend.js';
import { codesOf, container, createSite, fullInstance, outcome, pass, renew, settle, talkingSite } from '../site.js';

describe('web chat that requests a token', () => {
  test.each([
    ['hangs', hangs],
    ['hangs and ignores its signal', isDeaf],
    ['cannot be reached', unreachable],
    ['answers 5xx', answers(503)],
    ['answers 4xx', answers(403)],
    ['answers no token', () => 'x'],
    ['asks for a long pause', answers(429, { 'retry-after': '60' })],
  ])('gets an answer within 15 s if the endpoint %s', async (_, answer) => {
    const site = await talkingSite();
    site.backend.script.token.push(answer, answer, answer);
    const said = outcome(renew(site));
    await pass(15_000);
    expect(said.result).toMatchObject({ message: 'token expired' });
    expect(site.errors).toHaveLength(1);
    expect(codesOf(site.errors)[0]).toMatch(/^TOKEN_/);
    expect(site.backend.count('token expired')).toBeLessThanOrEqual(3);
    expect(await site.simulator.say('Who am I?').catch(String)).toBeDefined();
  });

  test('logs no warning about the answer if a library has replaced Promise, as zone.js does', async () => {
    const site = await talkingSite();
    const warn = vi.spyOn(console, 'warn');
    vi.stubGlobal('Promise', class<Value> extends Promise<Value> {});
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await renew(site)).toContain('anon-1');
    expect(warn).not.toHaveBeenCalled();
  });

  test('gets a token with the next message when the endpoint works again', async () => {
    const site = await talkingSite();
    site.backend.script.token.push(answers(403));
    await expect(renew(site)).rejects.toThrow();
    expect(site.chat.getState().error).toMatchObject({ code: 'TOKEN_DENIED', status: 403 });
    expect(await site.simulator.say('Who am I?')).toContain('anon-1');
    expect(site.chat.getState().error).toBe(null);
  });

  test('sends its message if the endpoint recovers in time', async () => {
    const site = await talkingSite();
    site.backend.script.token.push(unreachable, answers(503));
    const said = outcome(renew(site));
    await pass(5_000);
    expect(said.result).toContain('anon-1');
    expect(site.backend.count('token expired')).toBe(3);
    expect(site.errors).toEqual([]);
  });

  test('does not get a refused token again', async () => {
    const site = await talkingSite();
    await renew(site);
    expect(new Set(site.backend.tokens).size).toBe(2);
    expect(site.assistant.requests.at(-1)?.token).toBe(site.backend.tokens[1]);
  });

  test('waits for a login that is under way, and the token after it, no longer than 15 s', async () => {
    const site = await talkingSite();
    site.backend.script.login.push(hangs);
    void outcome(site.chat.login({ username: 'cade' }));
    await settle();
    site.backend.script.token.push(hangs, hangs, hangs);
    const said = outcome(renew(site));
    await pass(14_999);
    expect(said.result).toBe('pending');
    await pass(1);
    expect(said.result).toMatchObject({ message: 'token expired' });
    expect(site.errors[0]).toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true });
  });

  test('sets the token that web chat reads, even if a handler of the site runs first', async () => {
    const onLoad = vi.fn((instance) => {
      instance.on({ type: 'identityTokenExpired', handler: () => {} });
    });
    const site = await talkingSite({ webChat: { onLoad } });
    expect(await renew(site)).toContain('anon-1');
  });
});

describe("web chat's own errors", () => {
  /** A chat with the `onError` that the SDK passed to web chat. The test can call it. */
  async function reportingSite(options: Parameters<typeof createSite>[0] = {}) {
    const site = createSite(options);
    const load = window.loadWatsonAssistantChat;
    let tell = (_detail: object) => {};
    window.loadWatsonAssistantChat = (given) => {
      tell = given['onError'] as typeof tell;
      return load?.(given) ?? Promise.reject(new Error('no simulator'));
    };
    await site.chat.load();
    await site.simulator.open();
    return { ...site, tell: (detail: object) => tell({ message: 'IBM says anon-1', ...detail }) };
  }

  test.each([
    ['MESSAGE_COMMUNICATION', {}, 'WEB_CHAT_FAILED'],
    ['INTEGRATION_ERROR', {}, 'WEB_CHAT_FAILED'],
    ['HYDRATION', { catastrophicErrorType: 'FAILED' }, 'WEB_CHAT_FAILED'],
    ['MESSAGE_COMMUNICATION', { errorCode: 500 }, 'WEB_CHAT_FAILED'],
    ['MESSAGE_COMMUNICATION', { errorCode: 400 }, 'TOKEN_REJECTED'],
    ['OPEN_CONFIG', { errorCode: 400, catastrophicErrorType: 'NO_SKILL' }, 'WEB_CHAT_FAILED'],
    ['MESSAGE_COMMUNICATION', { errorCode: 401 }, 'TOKEN_REJECTED'],
    ['MESSAGE_COMMUNICATION', { errorCode: 403 }, 'TOKEN_REJECTED'],
    ['IDENTITY_TOKEN', { catastrophicErrorType: 'FAILED' }, 'TOKEN_REJECTED'],
  ])('%s with %j become %s', async (errorType, detail, code) => {
    const { chat, errors, tell } = await reportingSite();
    tell({ errorType, ...detail });
    expect(codesOf(errors)).toEqual([code]);
    expect(chat.getState()).toMatchObject({ phase: 'ready', error: errors[0] });
    expect(errors[0]?.message).not.toContain('anon-1');
  });

  test.each([
    ['keeps', 'HYDRATION', {}],
    ['keeps', 'INITIAL_CONFIG', { errorCode: 500 }],
    ['replaces', 'IDENTITY_TOKEN', {}],
    ['replaces', 'HYDRATION', { errorCode: 401 }],
  ])('the SDK %s a window that %s with %j has broken', async (does, errorType, detail) => {
    const { chat, tell } = await reportingSite();
    const { instance } = chat;
    tell({ errorType, ...detail, catastrophicErrorType: 'FAILED' });
    await pass(60_000);
    expect(chat.instance === instance).toBe(does === 'keeps');
  });

  test('name the remedy for a token that the assistant answers with 400', async () => {
    const { errors, tell } = await reportingSite();
    tell({ errorType: 'MESSAGE_COMMUNICATION', errorCode: 400 });
    expect(errors[0]?.message).toBe(
      'Could not use the token because the assistant answered 400; check sub and user_payload.',
    );
  });

  const violate = (blockedURI: string, disposition = 'enforce') => {
    const report = { blockedURI, disposition, effectiveDirective: 'connect-src' };
    document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), report));
  };
  const FORBIDDEN = 'Could not run web chat because the page forbids the assistant; allow it in connect-src.';

  test.each([
    [{}, 'https://integrations.us-south.assistant.watson.appdomain.cloud/public/chat/a/message', true],
    [{}, 'https://integrations.us-south.assistant.watson.appdomain.cloud', true],
    [{ servers: { assistantURLPrefix: 'https://proxy.test/ibm' } }, 'https://proxy.test/ibm/public/chat', true],
    [{ servers: { assistantURLPrefix: 'https://proxy.test/ibm' } }, 'https://proxy.test', true],
    [{ cloudPrivateHostURL: 'https://own.test' }, 'https://own.test/v1/chat', true],
    [{}, 'https://analytics.test/collect', false],
    [{}, 'inline', false],
    [{}, '', false],
  ])('with %j and %j refused by the policy of the page, name the policy: %s', async (webChat, blocked, isAssistant) => {
    const { errors, tell } = await reportingSite({ webChat });
    violate(blocked, 'report');
    tell({ errorType: 'MESSAGE_COMMUNICATION' });
    violate(blocked);
    tell({ errorType: 'MESSAGE_COMMUNICATION' });
    expect(errors[0]?.message).toContain('web chat reported MESSAGE_COMMUNICATION');
    expect(errors[1]?.message === FORBIDDEN).toBe(isAssistant);
  });

  test('all reach the onError of the site, unchanged', async () => {
    const onError = vi.fn();
    const { tell } = await reportingSite({ webChat: { onError } });
    tell({ errorType: 'RENDER', otherData: 7 });
    expect(onError).toHaveBeenCalledExactlyOnceWith({ errorType: 'RENDER', message: 'IBM says anon-1', otherData: 7 });
  });

  test("reach the SDK even if the site's onError throws", async () => {
    const onError = () => {
      throw new Error('mine');
    };
    const site = await talkingSite({ webChat: { onError } });
    site.assistant.refusal = { status: 500, text: 'broken' };
    const said = outcome(site.simulator.say('Hello'));
    await pass(60_000);
    expect(said.result).toBeInstanceOf(Error);
    expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED']);
  });

  test('that come from the SDK are reported once', async () => {
    const onError = vi.fn();
    const site = await talkingSite({ webChat: { onError } });
    site.backend.script.token.push(answers(403));
    await expect(renew(site)).rejects.toThrow();
    expect(codesOf(site.errors)).toEqual(['TOKEN_DENIED']);
    expect(onError).toHaveBeenCalledOnce();
    expect(onError.mock.calls[0]?.[0].otherData).toBe(site.errors[0]);
  });

  test('"already running" are not reported while no message is lost', async () => {
    const { chat, errors, tell } = await reportingSite();
    tell({ errorType: 'IDENTITY_TOKEN', otherData: new Error('An event of type x is already running.') });
    expect(errors).toEqual([]);
    expect(chat.getState().error).toBe(null);
  });

  test('"already running" are reported if a message is lost', async () => {
    const site = await talkingSite();
    const slow = held(() => ({ token: site.backend.sign() }));
    site.backend.script.token.push(slow.answer);
    site.simulator.expireToken();
    const restarted = outcome(site.chat.instance?.restartConversation() as Promise<void>);
    await settle();
    const said = outcome(site.chat.instance?.send('Hello') as Promise<void>);
    await settle();
    expect(said.result).toBeInstanceOf(Error);
    expect(codesOf(site.errors)).toEqual(['WEB_CHAT_FAILED']);
    slow.release();
    await settle();
    expect(restarted.result).toBeUndefined();
  });

  test('end with the next answer', async () => {
    const site = await talkingSite();
    site.assistant.refusal = { status: 500, text: 'broken' };
    void outcome(site.simulator.say('Hello'));
    await pass(60_000);
    expect(site.chat.getState().error).toMatchObject({ code: 'WEB_CHAT_FAILED' });
    site.assistant.refusal = null;
    await site.simulator.say('Hello');
    expect(site.chat.getState().error).toBe(null);
  });

  test('about tokens do not end with a message, but errors about a refused token do', async () => {
    const site = await talkingSite();
    site.assistant.refusal = { status: 401, text: 'invalid signature' };
    void outcome(site.simulator.say('Hello'));
    await pass(60_000);
    expect(site.chat.getState().error).toMatchObject({ code: 'TOKEN_REJECTED' });
    site.assistant.refusal = null;
    await site.simulator.say('Hello');
    expect(site.chat.getState().error).toBe(null);
  });

  test('of a start that fails permanently end load() at once', async () => {
    const site = createSite();
    window.loadWatsonAssistantChat = (given) => {
      (given['onError'] as (detail: object) => void)({ errorType: 'INITIAL_CONFIG', catastrophicErrorType: 'FAILED' });
      return new Promise(() => {});
    };
    await expect(site.chat.load()).rejects.toMatchObject({
      code: 'WEB_CHAT_FAILED',
      message: expect.stringContaining('INITIAL_CONFIG'),
    });
  });
});

describe('security that is off', () => {
  test('is reported when web chat refuses a token for this reason', async () => {
    const site = await talkingSite();
    vi.spyOn(fullInstance(site), 'updateIdentityToken').mockImplementation(() => {
      throw new Error('You cannot add an identity token if security is not turned on.');
    });
    await site.chat.login({ username: 'cade' });
    expect(codesOf(site.errors)).toEqual(['SECURITY_OFF']);
    expect(site.chat.getState()).toMatchObject({ phase: 'ready', error: { code: 'SECURITY_OFF' } });
  });

  test('is reported when the chat is ready and has never requested a token', async () => {
    const site = createSite();
    site.assistant.isSecure = false;
    await site.chat.load();
    await site.simulator.say('Hello');
    expect(codesOf(site.errors)).toEqual(['SECURITY_OFF']);
    expect(site.backend.asked).toEqual([]);
  });
});

describe('a token that web chat does not accept', () => {
  test('leads to a new chat', async () => {
    const site = await talkingSite();
    const before = site.chat.instance;
    vi.spyOn(fullInstance(site), 'updateIdentityToken').mockImplementation(() => {
      throw new Error('The "sub" claim is already set to "anon-1"');
    });
    await site.chat.login({ username: 'cade' });
    expect(site.chat.instance).not.toBe(before);
    expect(await site.simulator.say('Who am I?')).toContain('cade-id');
    for (const error of site.errors) expect(String(error)).not.toContain('anon-1');
  });
});

test('if web chat never starts, load() rejects with WEB_CHAT_FAILED after a minute, and can be called again', async () => {
  const { chat } = createSite();
  const real = window.loadWatsonAssistantChat;
  window.loadWatsonAssistantChat = () => new Promise(() => {});
  const loading = outcome(chat.load());
  await pass(59_999);
  expect(loading.result).toBe('pending');
  await pass(1);
  expect(loading.result).toMatchObject({ code: 'WEB_CHAT_FAILED' });
  if (real) window.loadWatsonAssistantChat = real;
  expect(await chat.load()).toBe(chat.instance);
});

test('web chat that the site has hidden stays hidden', async () => {
  const site = await talkingSite();
  container()?.style.setProperty('display', 'none');
  await site.chat.login({ username: 'cade' });
  expect(container()?.style.display).toBe('none');
});

test('web chat in a shadow root is hidden like any other', async () => {
  const host = document.createElement('div');
  const element = document.createElement('div');
  host.attachShadow({ mode: 'open' }).append(element);
  document.body.append(host);
  const { chat } = createSite({ webChat: { element } });
  await chat.open();
  await settle();
  await chat.login({ username: 'cade' });
  window.dispatchEvent(new Event('pagehide'));
  expect(element.querySelector<HTMLElement>('.WACContainer')?.style.display).toBe('none');
});

describe("IBM's options", () => {
  const seen = async (webChat: NonNullable<Parameters<typeof createSite>[0]>['webChat']) => {
    const { chat } = createSite({ ...(webChat && { webChat }) });
    const load = vi.spyOn(
      window as { loadWatsonAssistantChat: (options: object) => unknown },
      'loadWatsonAssistantChat',
    );
    await chat.load();
    return load.mock.calls[0]?.[0] as Record<string, unknown>;
  };

  test('are passed on, even unknown ones', async () => {
    const themeConfig = { carbonTheme: 'g90' } as const;
    const given = await seen({ showLauncher: false, themeConfig, notOfIBM: {} });
    expect(given).toMatchObject({ integrationID: 'integration', region: 'us-south', showLauncher: false });
    expect(given['themeConfig']).toBe(themeConfig);
    expect(given).toHaveProperty('notOfIBM');
  });

  test('sanitize HTML unless the site says otherwise', async () => {
    expect(await seen({})).toMatchObject({ shouldSanitizeHTML: true });
  });

  test('do not sanitize HTML if the site says so', async () => {
    expect(await seen({ shouldSanitizeHTML: false })).toMatchObject({ shouldSanitizeHTML: false });
  });

  test('sanitize HTML even if the option is undefined', async () => {
    expect(await seen({ shouldSanitizeHTML: undefined })).toMatchObject({ shouldSanitizeHTML: true });
  });

  test('never contain a token', async () => {
    expect(await seen({})).not.toHaveProperty('identityToken');
  });
});
