/** Defects in how the token endpoint answers. */
import type { Response } from 'express';
import { expect, test } from 'vitest';
import { type Answer, describeStatus } from '../../../../cli/answer.js';
import { signWithHS256, startBrokenBackend } from '../brokenBackend.js';
import { check, findingsIn } from '../check.js';
import { testDefects } from './defect.js';

const sends = (status: number, type: string, body: string) => (response: Response) =>
  response.status(status).type(type).send(body);

testDefects({
  'is on plain http for everybody to read': { fails: ['https'], parts: {}, host: '0.0.0.0' },
  'redirects to a login page': { fails: ['status'], parts: { answer: (response) => response.redirect('/login-page') } },
  'wants a login for a token': { fails: ['status'], parts: { answer: (response) => response.sendStatus(401) } },
  'gives tokens to members only': {
    warns: ['status'],
    parts: {
      answer: (response, token, session) => (session ? response.type('text').send(token) : response.sendStatus(401)),
    },
  },
  'sends everybody but members to a login page, and signs with HS256': {
    fails: ['algorithm', 'signature'],
    warns: ['status'],
    parts: {
      sign: signWithHS256,
      answer: (response, token, session) => (session ? response.type('text').send(token) : response.redirect('/in')),
    },
  },
  'is broken': { fails: ['status'], parts: { answer: (response) => response.sendStatus(500) } },
  'answers a login page': {
    fails: ['token'],
    warns: ['content-type'],
    parts: { answer: sends(200, 'html', '<!doctype html><title>Log in</title>') },
  },
  'answers nothing': { fails: ['token'], parts: { answer: sends(200, 'text', '') } },
  'answers without end': { fails: ['token'], parts: { answer: sends(200, 'text', 'x'.repeat(100_000)) } },
  'answers JSON of another shape': {
    fails: ['token'],
    parts: { answer: (response, token) => response.json({ access_token: token }) },
  },
  'answers a number': { fails: ['token'], parts: { answer: sends(200, 'json', '42') } },
  'answers text that is no token': { fails: ['token'], parts: { answer: sends(200, 'text', 'a.b.c') } },
  'says that a token is HTML': {
    warns: ['content-type'],
    parts: { answer: (response, token) => response.type('html').send(token) },
  },
  'never answers': { fails: ['in-time'], parts: { answer: () => {} }, args: ['--timeout', '300'] },
  'hangs up': { fails: ['in-time'], parts: { answer: (response) => response.socket?.destroy() } },
  'lets caches keep tokens': { fails: ['cache'], parts: { headers: { 'Cache-Control': 'public, max-age=60' } } },
  'says nothing of caches': { warns: ['cache'], parts: { headers: {} } },
  'gives tokens to any method': { warns: ['wrong-method'], parts: { tokenMethods: 'all' } },
  'breaks on another method': {
    fails: ['wrong-method'],
    parts: {
      before: (request, response, next) => (request.method === 'PUT' ? void response.sendStatus(500) : next()),
    },
  },
  'makes huge tokens': {
    warns: ['token-size'],
    parts: { claims: (claims) => ({ ...claims, history: 'x'.repeat(8_000) }) },
  },
  'makes tokens that the SDK does not take': {
    fails: ['token'],
    warns: ['token-size'],
    parts: { claims: (claims) => ({ ...claims, history: 'x'.repeat(20_000) }) },
  },
});

test.each([
  ['/token/', (url: string) => `write ${url}/token/`],
  ['/Token', (url: string) => `write ${url}/Token`],
  ['/token/?next=secret', (url: string) => `write ${url}/token/`],
  ['https://www.shop.example/token', () => 'to www.shop.example, perhaps to a login page'],
  ['/login?next=/token', () => 'the endpoint redirects (302), perhaps to a login page'],
])('for a redirect to %s, the finding names the address if it is another form of the same', async (to, told) => {
  const url = await startBrokenBackend({ answer: (response) => response.redirect(to) });
  const finding = findingsIn(await check([`${url}/token`])).find(({ id }) => id === 'status');
  expect(finding?.reason).toContain(told(url));
  expect(finding?.reason).not.toContain('secret');
});

test.each([
  ['http://shop.example/token', 'https://shop.example/token', true],
  ['https://shop.example/token', 'https://www.shop.example/token', true],
  ['https://www.shop.example/createJWT', 'https://shop.example/createjwt/', true],
  ['https://shop.example/a%2Db', 'https://shop.example/a-b', true],
  ['https://shop.example/token', 'https://shop.example/token2', false],
  ['https://shop.example/token', 'https://login.shop.example/token', false],
])('%s redirected to %s: another form of the same is %s', (asked, target, isSame) => {
  const answer = { status: 301, url: new URL(asked), headers: new Headers({ location: target }), trouble: null };
  expect(describeStatus(answer as Answer).includes(`write ${target}`)).toBe(isSame);
});
