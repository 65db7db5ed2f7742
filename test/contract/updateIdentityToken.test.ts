import { describe, expect, test } from 'vitest';
import { testToken } from '../../src/testing/identityToken.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';
import { fired, openPage, startOpenPage, startPage } from './samplePage.js';

const PREFIX = 'CARBON_CHAT_SESSION_';
const stored = () => Object.keys(sessionStorage).sort();

describe('updateIdentityToken', () => {
  test.each([
    ['is not a JWT', 'nonsense'],
    ['has parts that cannot be read', 'a.b.c'],
    ['has no sub', testToken({} as { sub: string })],
  ])('calls onError and throws if the token %s', async (_, token) => {
    const { instance, errors } = await startPage();
    expect(() => instance.updateIdentityToken(token)).toThrow();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ errorType: 'IDENTITY_TOKEN', otherData: expect.any(Error) });
    expect(errors[0]?.catastrophicErrorType).toBeUndefined();
    expect(instance.getState().userID).toBeNull();
  });

  test('accepts a token that has already expired', async () => {
    const { instance, errors } = await startPage();
    instance.updateIdentityToken(testToken({ sub: 'a', exp: 1 }));
    expect(instance.getState().userID).toBe('a');
    expect(errors).toEqual([]);
  });

  test('accepts a token without exp, and logs that it should have one', async () => {
    const { instance, errors } = await startPage();
    instance.updateIdentityToken(testToken({ sub: 'a', ...({ exp: undefined } as object) }));
    expect(instance.getState().userID).toBe('a');
    expect(console.info).toHaveBeenCalled();
    expect(errors).toEqual([]);
  });

  test('returns undefined, fires no event and makes no request', async () => {
    const { instance, service } = await startOpenPage();
    const seen = fired(instance, '*');
    const before = service.requests.length;
    expect(instance.updateIdentityToken(testToken({ sub: 'anon-1' }))).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([]);
    expect(service.requests).toHaveLength(before);
  });

  test('before the chat opens, sets the user, so that the event does not fire', async () => {
    const { instance, identity, open, service } = await startPage();
    const token = testToken({ sub: 'a' });
    instance.updateIdentityToken(token);
    await open(instance);
    expect(identity.asked).toBe(0);
    expect(service.messages.map((message) => message.token)).toEqual([token]);
    expect(service.messages[0]?.body).toMatchObject({ user_id: 'a' });
  });

  test('before render works too', async () => {
    const { load, open, service } = openPage();
    const instance = await load();
    const token = testToken({ sub: 'a' });
    instance.updateIdentityToken(token);
    await instance.render();
    await open(instance);
    expect(service.messages[0]?.token).toBe(token);
  });

  test('with the same sub, replaces the token from the next request on, and keeps the session and the transcript', async () => {
    const { instance, say, service, webChat } = await startOpenPage();
    await say('Hello');
    await expect.poll(() => webChat.lines()).toHaveLength(3);
    const before = [instance.getState(), ...webChat.lines()];
    const token = testToken({ sub: 'anon-1' });
    instance.updateIdentityToken(token);
    expect([instance.getState(), ...webChat.lines()]).toEqual(before);
    await say('Still me');
    expect(service.messages.at(-1)).toMatchObject({ token, body: { session_id: service.sessionIDs[0] } });
    expect(service.sessionIDs).toHaveLength(1);
  });

  test('with another sub, throws without calling onError, and changes nothing', async () => {
    const { instance, say, service, errors } = await startOpenPage();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'other' }))).toThrow(
      'The "sub" claim is already set to "anon-1" and cannot be changed to "other"',
    );
    expect(errors).toEqual([]);
    const token = service.messages[0]?.token;
    await say('Who am I?');
    expect(service.messages.at(-1)?.token).toBe(token);
    expect(instance.getState().userID).toBe('anon-1');
  });

  test('with another sub throws before the chat was ever opened too', async () => {
    const { instance } = await startPage();
    instance.updateIdentityToken(testToken({ sub: 'a' }));
    expect(() => instance.updateIdentityToken(testToken({ sub: 'b' }))).toThrow('cannot be changed to "b"');
    expect(instance.getState().userID).toBe('a');
  });

  test('throws without calling onError if security is off', async () => {
    const page = openPage();
    page.service.isSecure = false;
    const instance = await page.load();
    expect(() => instance.updateIdentityToken(testToken({ sub: 'a' }))).toThrow(
      'You cannot add an identity token if security is not turned on.',
    );
    expect(page.errors).toEqual([]);
    expect(instance.getState().userID).toBeNull();
  });

  test('works if an old integration does not say whether security is on', async () => {
    const page = openPage();
    page.service.isSecure = undefined;
    const instance = await page.load();
    instance.updateIdentityToken(testToken({ sub: 'a' }));
    expect(instance.getState().userID).toBe('a');
  });

  test('finds the session that the tab has stored for its user', async () => {
    const { instance, load } = await startOpenPage();
    const { sessionID } = instance.getState();
    instance.destroy();
    const next = await load();
    next.updateIdentityToken(testToken({ sub: 'anon-1' }));
    expect(sessionID).toBeTruthy();
    expect(next.getState().sessionID).toBe(sessionID);
  });

  test('does not find the session of another user', async () => {
    const { instance, load } = await startOpenPage();
    instance.destroy();
    const next = await load();
    next.updateIdentityToken(testToken({ sub: 'other' }));
    expect(next.getState().sessionID ?? null).toBeNull();
  });

  test('takes over the session of the invented anonymous user, and forgets that user', async () => {
    const page = openPage();
    page.service.isSecure = undefined;
    const instance = await page.load();
    await instance.render();
    await page.open(instance);
    const { sessionID, userID } = instance.getState();
    expect(userID).toMatch(/^anonymous_IBMuid-/);
    expect(document.cookie).toContain(`IBM_WAC_ANONYMOUS_USER_ID=${userID}`);
    expect(stored()).toContain(`${PREFIX}${userID}:integration`);
    instance.updateIdentityToken(testToken({ sub: 'someone' }));
    expect(instance.getState()).toMatchObject({ sessionID, userID: 'someone' });
    expect(document.cookie).not.toContain(userID);
    expect(stored()).not.toContain(`${PREFIX}${userID}:integration`);
    expect(JSON.parse(sessionStorage.getItem(`${PREFIX}someone:integration`) ?? '{}')).toMatchObject({ sessionID });
  });
});

describe('the option identityToken', () => {
  test('is used instead of a request to the page', async () => {
    const token = testToken({ sub: 'given' });
    const { instance, identity, open, service } = await startPage({ identityToken: token });
    expect(instance.getState().userID).toBe('given');
    await open(instance);
    expect(identity.asked).toBe(0);
    expect(service.messages[0]?.token).toBe(token);
  });

  test('that web chat cannot read leaves no instance and no namespace', async () => {
    const { load, errors } = openPage();
    expect(await load({ identityToken: 'nonsense' })).toBeNull();
    expect(errors).toMatchObject([{ errorType: 'IDENTITY_TOKEN' }]);
  });

  test('leaves no instance and reports no error, if security is off', async () => {
    const { load, errors, service } = openPage();
    service.isSecure = false;
    expect(await load({ identityToken: testToken({ sub: 'a' }) })).toBeNull();
    expect(errors).toEqual([]);
  });
});

describe('updateUserID', () => {
  const updateUserID = (instance: FullWebChatInstance, id: string) =>
    (instance as never as { updateUserID(id: string): void }).updateUserID(id);

  test('throws with security', async () => {
    const { instance } = await startPage();
    expect(() => updateUserID(instance, 'x')).toThrow('You must use the "sub" claim inside your JWT identity token.');
  });

  test('throws after a token has set the user', async () => {
    const page = openPage();
    page.service.isSecure = undefined;
    const instance = await page.load();
    instance.updateIdentityToken(testToken({ sub: 'a' }));
    expect(() => updateUserID(instance, 'a')).toThrow('Unable to update the userID.');
  });

  test('sets the user once, if security is off', async () => {
    const page = openPage();
    page.service.isSecure = false;
    const instance = await page.load();
    updateUserID(instance, 'x');
    updateUserID(instance, 'x');
    expect(instance.getState().userID).toBe('x');
    expect(() => updateUserID(instance, 'y')).toThrow('The userID is already set to "x" and cannot be changed to "y"');
  });
});
