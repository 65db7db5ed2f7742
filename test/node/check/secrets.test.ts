/**
 * In every check and after every failure, the report holds no token, cookie value,
 * credential or user ID.
 */
import { expect, test } from 'vitest';
import { newID, type Parts, startBrokenBackend } from './brokenBackend.js';
import { run } from './command.js';

const credentials = JSON.stringify({ username: 'cade', password: 'secret-of-cade' });
const defects: Record<string, Partial<Parts>> = {
  'does everything right': { findUser: (body) => (body['username'] === 'cade' ? 'user-77-of-cade' : 401) },
  'is wrong in many ways': {
    findID: newID,
    anonymousCookie: {},
    sessionCookie: {},
    clears: [],
    newSession: () => 'session-value-1234567',
    sidOf: (secret) => secret,
    cors: (origin) => ({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }),
    claims: (claims, session) => ({
      ...claims,
      sub: 'cade@example.com',
      email: 'cade@example.com',
      name: session?.user,
    }),
    crash: (error, response) => response.status(500).send(error.stack),
    endSession: () => {},
  },
  'redirects with a secret in the address': {
    answer: (response, token) => response.redirect(`https://sso.example/login?token=${token}#${token}`),
  },
};

test.each(Object.entries(defects))('of a backend that %s', async (_what, parts) => {
  const url = await startBrokenBackend(parts);
  const args = ['check', `${url}/token?key=secret-in-address`, '--login', '/login', '--logout', '/logout'];
  for (const format of [[], ['--json']]) {
    const { stdout, stderr } = await run(
      [...args, '--login-body', '-', '--header', 'X-Key: secret-header', ...format],
      {
        input: credentials,
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/pass/);
    expect(stdout).not.toMatch(/eyJ|anon-[\da-f]|cade|secret-|session-value|[\da-f]{32}|user-77/);
  }
});
