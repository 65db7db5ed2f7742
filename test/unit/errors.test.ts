import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { isSecureWebChatError, SecureWebChatError, type SecureWebChatErrorCode } from '../../src/index.js';
import { testToken } from '../../src/testing/identityToken.js';
import { answers, unreachable } from './memoryBackend.js';
import { hostScript } from './scriptHost.js';
import { createSite, fullInstance, outcome, pass, renew, type Site, settle, talkingSite } from './site.js';

/** Causes an error, by an action of a page, its backend, the assistant or the visitor. */
type Provocation = () => Promise<{ error: unknown; site: Site }>;

interface Row {
  retryable: boolean;
  status?: number;
  provoke: Provocation;
}

const failing = async (site: Site, call: (chat: Site['chat']) => Promise<unknown>, ms = 0) => {
  const watched = outcome(call(site.chat));
  await pass(ms);
  return { error: watched.result, site };
};
const reported = async (site: Site, act: () => Promise<unknown>, ms = 60_000) => {
  void outcome(act());
  await pass(ms);
  return { error: site.errors[0], site };
};
const withTokenAnswer = async (...given: Parameters<Site['backend']['script']['token']['push']>) => {
  const site = await talkingSite();
  site.backend.script.token.push(...given);
  return reported(site, () => renew(site), 15_000);
};
const token = (claims: Record<string, unknown>) => () => testToken({ sub: 'anon-1', ...claims });
const credentials = { username: 'cade', password: 'lendyr-demo' };

const ROWS: Record<SecureWebChatErrorCode, Row> = {
  INVALID_OPTIONS: {
    retryable: false,
    provoke: async () => failing(createSite({ loginEndpoint: undefined }), (chat) => chat.login(credentials)),
  },
  UNSUPPORTED_ENVIRONMENT: {
    retryable: false,
    provoke: async () => {
      const site = createSite();
      vi.stubGlobal('document', undefined);
      const loading = outcome(site.chat.load());
      await settle();
      vi.unstubAllGlobals();
      return { error: loading.result, site };
    },
  },
  DESTROYED: {
    retryable: false,
    provoke: async () => {
      const site = await talkingSite();
      await site.chat.destroy();
      return failing(site, (chat) => chat.login(credentials));
    },
  },
  SCRIPT_BLOCKED: {
    retryable: false,
    provoke: async () => {
      const site = createSite();
      hostScript('is forbidden');
      return failing(site, (chat) => chat.load(), 60_000);
    },
  },
  SCRIPT_FAILED: {
    retryable: true,
    provoke: async () => {
      const site = createSite();
      hostScript('fails');
      return failing(site, (chat) => chat.load(), 60_000);
    },
  },
  WEB_CHAT_FAILED: {
    retryable: false,
    provoke: async () => {
      const site = await talkingSite();
      site.assistant.refusal = { status: 500, text: 'anon-1 is broken' };
      return reported(site, () => site.simulator.say('Hello'));
    },
  },
  SECURITY_OFF: {
    retryable: false,
    provoke: async () => {
      const site = await talkingSite();
      vi.spyOn(fullInstance(site), 'updateIdentityToken').mockImplementation(() => {
        throw new Error('You cannot add an identity token if security is not turned on.');
      });
      return reported(site, () => site.chat.login(credentials));
    },
  },
  TOKEN_UNAVAILABLE: {
    retryable: true,
    status: 503,
    provoke: () => withTokenAnswer(answers(503), answers(503), answers(503)),
  },
  TOKEN_DENIED: { retryable: false, status: 401, provoke: () => withTokenAnswer(answers(401)) },
  TOKEN_INVALID: { retryable: false, provoke: () => withTokenAnswer(token({ sub: 'a;b' })) },
  TOKEN_REJECTED: {
    retryable: false,
    provoke: async () => {
      const site = await talkingSite();
      site.assistant.refusal = { status: 401, text: 'invalid signature for anon-1' };
      return reported(site, () => site.simulator.say('Hello'));
    },
  },
  SUBJECT_UNSTABLE: {
    retryable: false,
    provoke: async () => {
      const site = await talkingSite();
      for (const sub of ['anon-2', 'anon-3']) {
        site.backend.become({ sub });
        await renew(site).catch(() => {});
        await settle();
      }
      return { error: site.errors.at(-1), site };
    },
  },
  LOGIN_REJECTED: {
    retryable: false,
    status: 401,
    provoke: async () => {
      const site = await talkingSite();
      site.backend.script.login.push(answers(401));
      return failing(site, (chat) => chat.login(credentials));
    },
  },
  LOGIN_FAILED: {
    retryable: true,
    provoke: async () => {
      const site = await talkingSite();
      site.backend.script.login.push(unreachable);
      return failing(site, (chat) => chat.login(credentials));
    },
  },
  LOGOUT_FAILED: {
    retryable: true,
    provoke: async () => {
      const site = await talkingSite();
      site.backend.script.logout.push(unreachable);
      return failing(site, (chat) => chat.logout());
    },
  },
};

/** All texts of an error and its causes. */
function textsOf(error: unknown, seen = new Set<unknown>()): string[] {
  if (typeof error !== 'object' || error === null || seen.has(error)) return [String(error)];
  seen.add(error);
  const own = Reflect.ownKeys(error).map((key) => Reflect.get(error, key));
  return [String(error), ...own.flatMap((value) => textsOf(value, seen))];
}

describe.each(Object.entries(ROWS))('%s', (code, { retryable, status, provoke }) => {
  test('occurs, and names the failure, the reason and the remedy', async () => {
    const { error } = await provoke();
    expect(isSecureWebChatError(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'SecureWebChatError', code, retryable, status });
    expect((error as SecureWebChatError).message).toMatch(/^Could not .+ because .+; [^;]+\.$/);
    expect((error as SecureWebChatError).help).toMatch(
      new RegExp(`^https://.+/docs/errors\\.md#${code.toLowerCase()}$`),
    );
  });

  test('contains no token, credential or sub, and neither does the console', async () => {
    const { error, site } = await provoke();
    const logged = Object.values(site.console).flatMap(({ mock }) => mock.calls.flat());
    // Lines of web chat itself do not matter here.
    const ours = logged.filter((text) => /secure-web-chat/.test(String(text)));
    const texts = [...textsOf(error), ...textsOf(ours)].join('\n');
    for (const secret of [...site.backend.tokens, 'anon-', 'a;b', 'cade', 'lendyr-demo']) {
      expect(texts).not.toContain(secret);
    }
  });
});

test('every error code of the package is tested', () => {
  const source = readFileSync('src/errors.ts', 'utf8');
  const list = source.slice(
    source.indexOf('SecureWebChatErrorCode ='),
    source.indexOf(';', source.indexOf('SecureWebChatErrorCode =')),
  );
  const codes = [...list.matchAll(/\| '([A-Z_]+)'/g)].map(([, code]) => code);
  expect(codes).toEqual(Object.keys(ROWS));
});

describe('TOKEN_INVALID is the error for an answer that', () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => unknown]>([
    ['is nothing', () => undefined],
    ['is a number', () => 7],
    ['is an object with something else in it', () => ({ access_token: 'x' })],
    ['is text that is no JWT', () => 'hello'],
    ['has two parts', () => testToken({ sub: 'anon-1' }).split('.').slice(0, 2).join('.')],
    ['has parts that are no JSON', () => 'a.b.c'],
    ['is longer than 16 kB', token({ much: 'x'.repeat(16_384) })],
    [
      'has another algorithm',
      () => testToken({ sub: 'anon-1' }).replace(/^[^.]+/, btoa('{"alg":"HS256"}').replace(/=+$/, '')),
    ],
    ['has no sub', token({ sub: undefined })],
    ['has an empty sub', token({ sub: '' })],
    ['has a sub that is not text', token({ sub: 7 })],
    ['has a sub with a space', token({ sub: 'anon 1' })],
    ['has a sub with "="', token({ sub: 'anon=1' })],
    ['has a sub beyond ASCII', token({ sub: 'anön' })],
    ['has an exp in milliseconds', token({ exp: Date.now() })],
    ['has an exp that is text', token({ exp: 'tomorrow' })],
    ['was dead when it was issued', () => testToken({ sub: 'anon-1', iat: now(), exp: now() })],
    [
      "was dead by the backend's own clock",
      () => {
        const dead = testToken({ sub: 'anon-1', iat: now() - 20, exp: now() - 10 });
        return new Response(dead, { headers: { date: new Date().toUTCString() } });
      },
    ],
  ])('%s', async (_, answer) => {
    const { error, site } = await withTokenAnswer(answer);
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', retryable: false });
    expect(site.backend.count('token expired')).toBe(1);
  });
});

describe('a token is accepted although', () => {
  test.each<[string, (site: Site) => unknown]>([
    ['it is bare text', ({ backend }) => backend.sign()],
    ['it has a line break around it', ({ backend }) => `\n${backend.sign()}\n`],
    ['it is called identityToken', ({ backend }) => ({ identityToken: backend.sign() })],
    ['it is called jwt', ({ backend }) => ({ jwt: backend.sign() })],
    ['it is in a Response as text', ({ backend }) => new Response(backend.sign())],
    ['it is in a Response as a JSON string', ({ backend }) => new Response(JSON.stringify(backend.sign()))],
    ['it is in a Response as JSON', ({ backend }) => Response.json({ token: backend.sign() })],
  ])('%s', async (_, answer) => {
    const site = await talkingSite();
    site.backend.script.token.push(() => answer(site));
    expect(await renew(site)).toContain('anon-1');
    expect(site.errors).toEqual([]);
  });

  test("this device's clock is a day ahead", async () => {
    const site = await talkingSite();
    const iat = Math.floor(Date.now() / 1000) - 86_400;
    site.backend.script.token.push(token({ iat, exp: iat + 600 }));
    void outcome(renew(site));
    await settle();
    expect(site.errors).toEqual([]);
    expect(site.chat.getState().expiresAt).toBeGreaterThan(Date.now() + 500_000);
  });
});

describe('isSecureWebChatError()', () => {
  test('recognizes the errors of another copy of the package', async () => {
    vi.resetModules();
    const copy = await import('../../src/index.js');
    const other = new copy.SecureWebChatError('DESTROYED', 'destroy() was called');
    expect(other).not.toBeInstanceOf(SecureWebChatError);
    expect(isSecureWebChatError(other)).toBe(true);
    const { error } = await ROWS.DESTROYED.provoke();
    expect(error).not.toBeInstanceOf(copy.SecureWebChatError);
    expect(copy.isSecureWebChatError(error)).toBe(true);
  });

  test.each([undefined, null, 'DESTROYED', new Error('x'), { name: 'SecureWebChatError', code: 'DESTROYED' }])(
    'returns false for %s',
    (value) => {
      expect(isSecureWebChatError(value)).toBe(false);
    },
  );
});
