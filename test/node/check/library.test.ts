/** The checker has no remark on the handler of `secure-web-chat/server`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type TokenIssuerOptions, toNodeHandler } from '../../../src/server/index.js';
import { createIssuer } from '../server/issuer.js';
import { check, idsWith, writePublicKey } from './check.js';

async function startHandler(options: Partial<TokenIssuerOptions> = {}): Promise<string> {
  const server = createServer(toNodeHandler(createIssuer(options).handler(() => null))).listen(0);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}/createJWT`;
}

test('for pages of its own origin', async () => {
  const report = await check([await startHandler(), '--public-key', writePublicKey()]);
  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(report.count.pass).toBeGreaterThan(25);
});

test('for pages of another origin that send a header of their own', async () => {
  const origin = 'http://localhost:9';
  const url = await startHandler({ allowedOrigins: [origin] });
  const args = ['--public-key', writePublicKey(), '--origin', origin, '--header', 'X-Api-Version: 2'];
  const report = await check([url, ...args]);
  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  expect(idsWith(report, 'pass')).toContain('cors-preflight');
});

test('for pages of another site, in whose frames the cookie is kept', async () => {
  const origin = 'https://shop.example';
  const url = await startHandler({ allowedOrigins: [origin], cookie: { sameSite: 'none' } });
  const report = await check([url, '--public-key', writePublicKey(), '--origin', origin]);
  expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
});
