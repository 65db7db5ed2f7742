/** The behaviour if the assistant refuses the backend's tokens. */
import { expect, test } from 'vitest';
import { CircuitBreaker } from '../../../src/identity/circuitBreaker.js';
import type { WebChatInstance } from '../../../src/index.js';
import { testToken } from '../../../src/testing/identityToken.js';
import { readToken } from '../../../src/token.js';
import { answers } from '../memoryBackend.js';
import {
  codesOf,
  container,
  createSite,
  fullInstance,
  loggedInSite,
  outcome,
  pass,
  type Site,
  talkingSite,
} from '../site.js';

const EXPIRED = { status: 401, text: 'token expired' };

/**
 * A message whose tokens the assistant refuses. Web chat requests tokens without pause until the
 * circuit breaker stops it.
 */
async function refusedMessage(site: Site) {
  const message = outcome(site.simulator.say('Hello?'));
  await pass(5_000);
  return message.result;
}

test('if the assistant keeps refusing tokens, the SDK stops requesting them', async () => {
  const site = await talkingSite();
  site.backend.asked.length = 0;
  site.assistant.refusal = EXPIRED;
  expect(await refusedMessage(site)).toBeInstanceOf(Error);
  expect(site.backend.asked.length).toBeLessThanOrEqual(3);
  expect(codesOf(site.errors)).toContain('TOKEN_REJECTED');
  expect(site.chat.getState().error?.code).toBe('TOKEN_REJECTED');
});

test('the circuit breaker rejects at once for 30 s, and then closes', async () => {
  const site = await talkingSite();
  site.assistant.refusal = EXPIRED;
  await refusedMessage(site);
  site.backend.asked.length = 0;
  await refusedMessage(site);
  expect(site.backend.asked).toEqual([]);
  site.assistant.refusal = null;
  await pass(30_000);
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  expect(site.chat.getState().error).toBeNull();
});

test('the error says that the backend returned the same token again', async () => {
  const site = await talkingSite();
  const cached = site.backend.sign();
  site.backend.sign = () => cached;
  site.assistant.refusal = EXPIRED;
  await refusedMessage(site);
  expect(site.errors.find(({ code }) => code === 'TOKEN_REJECTED')?.message).toContain('HTTP cache');
});

test('the error names the difference of the clocks', async () => {
  const site = createSite();
  const sign = site.backend.sign.bind(site.backend);
  const iat = Date.now() / 1000 + 600;
  site.backend.sign = () => sign({ iat, exp: iat + 3600 });
  await site.chat.load();
  await site.simulator.open();
  site.assistant.refusal = EXPIRED;
  await refusedMessage(site);
  expect(site.errors.find(({ code }) => code === 'TOKEN_REJECTED')?.message).toContain('differ by -600 s');
});

test('tokens that expire normally never open it', async () => {
  const site = await talkingSite();
  for (let count = 0; count < 6; count++) {
    await pass(40_000);
    site.simulator.expireToken();
    await site.simulator.say('Still there?');
  }
  expect(site.errors).toEqual([]);
});

test('tokens with an unknown signature cause TOKEN_REJECTED', async () => {
  const site = await talkingSite();
  site.assistant.refusal = { status: 401, text: 'invalid signature' };
  const message = outcome(site.simulator.say('Hello?'));
  await pass(20_000);
  expect(message.result).toBeInstanceOf(Error);
  expect(codesOf(site.errors)).toEqual(['TOKEN_REJECTED']);
});

test('an error panel that appeared without a token disappears when a token is available', async () => {
  const site = createSite();
  await site.chat.load();
  site.backend.script.token.push(...Array(5).fill(() => new Response('', { status: 403 })));
  const opening = outcome(site.simulator.open());
  await pass(1_000);
  expect(opening.result).not.toBe('pending');
  expect(codesOf(site.errors)).toContain('TOKEN_DENIED');
  await pass(120_000);
  expect(site.simulator.transcript).toEqual(['Welcome! Ask me “Who am I?”']);
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  expect(site.chat.getState().error).toBeNull();
});

test('an error panel that the visitor removes with "Retry" does not lead to a new chat', async () => {
  const site = createSite();
  const instance = await site.chat.load();
  site.backend.script.token.push(answers(403));
  await site.simulator.open();
  expect(site.simulator.transcript).toEqual(['The assistant is not available right now.']);
  await instance.restartConversation();
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
  await pass(60_000);
  expect(site.chat.instance).toBe(instance);
});

test('an error panel that appeared after refused tokens disappears when a token is accepted', async () => {
  let pauseMs = 0;
  const handler = () => (pauseMs ? new Promise<void>((resolve) => setTimeout(resolve, pauseMs)) : undefined);
  const onLoad = (instance: WebChatInstance) => void instance.on({ type: 'identityTokenExpired', handler });
  const tokenEndpoint = () => testToken({ sub: 'anon-1', exp: Math.floor(Date.now() / 1000) + 10 });
  const site = createSite({ webChat: { onLoad }, tokenEndpoint });
  await site.chat.load();
  await site.simulator.say('Hello');
  await pass(360_000);
  pauseMs = 20_000;
  site.assistant.refusal = EXPIRED;
  void outcome(fullInstance(site).restartConversation());
  await pass(200_000);
  expect(codesOf(site.errors)).toContain('TOKEN_REJECTED');
  pauseMs = 0;
  site.assistant.refusal = null;
  await pass(120_000);
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
});

test('if the window is closed, the SDK stops looking for a token, and opening it starts again', async () => {
  const site = createSite();
  await site.chat.load();
  site.backend.script.token.push(...Array(200).fill(() => new Response('', { status: 403 })));
  await site.simulator.open();
  await site.chat.instance?.changeView('launcher');
  await pass(3_000);
  const asked = site.backend.asked.length;
  await pass(600_000);
  expect(site.backend.asked).toHaveLength(asked);
  site.backend.script.token.length = 0;
  await site.chat.open();
  await pass(5_000);
  expect(await site.simulator.say('Who am I?')).toContain('anon-1');
});

test('a broken window that was closed shows its launcher again after a login, however late the token is', async () => {
  const site = await loggedInSite();
  site.assistant.refusal = EXPIRED;
  void outcome(fullInstance(site).restartConversation());
  await pass(60_000);
  await fullInstance(site).changeView('launcher');
  await pass(60_000);
  site.assistant.refusal = null;
  site.backend.script.token.push(...Array(9).fill(answers(503)));
  const login = outcome(site.chat.login({ username: 'cade' }));
  await pass(120_000);
  expect(login.result).toEqual({ hello: 'cade' });
  expect(container()?.style.display).toBe('');
  expect(await site.simulator.say('Who am I?')).toContain('cade-id');
});

test('tokens that only the clock of the device calls expired are neither renewed nor requested without pause', async () => {
  const site = createSite();
  const expired = { exp: Date.now() / 1000 - 60 };
  const sign = site.backend.sign.bind(site.backend);
  site.backend.sign = () => sign({ iat: undefined, ...expired });
  await site.chat.load();
  await site.simulator.open();
  await pass(60_000);
  expect(site.backend.asked.length).toBeLessThan(20);
  expect(codesOf(site.errors)).toContain('TOKEN_REJECTED');
  expect(site.console.warn).not.toHaveBeenCalled();
});

test('a token that is pushed every second excuses one refusal, not all', () => {
  const breaker = new CircuitBreaker();
  const token = () => readToken(testToken({ sub: 'anon-1' }), null);
  const refuse = () => {
    breaker.pushed();
    for (let count = 0; count < 3; count++) breaker.refused(token());
  };
  expect(() => breaker.refused(token())).not.toThrow();
  expect(() => [refuse(), refuse()]).toThrow('the assistant refuses fresh tokens');
});

test('a token that is refused again because there is no other does not open it', async () => {
  const site = await talkingSite();
  for (let count = 0; count < 5; count++) {
    site.backend.script.token.push(() => new Response('', { status: 403 }));
    site.simulator.expireToken();
    const message = outcome(site.simulator.say('Hello?'));
    await pass(1_000);
    expect(message.result).toBeInstanceOf(Error);
  }
  expect(new Set(codesOf(site.errors))).toEqual(new Set(['TOKEN_DENIED']));
});
