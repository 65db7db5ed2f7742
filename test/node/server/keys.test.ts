/**
 * Values that are not valid keys. The message for each kind names the option and the kind of value,
 * says what to do, and contains no byte of the value.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TokenIssuerOptions } from '../../../src/server/index.js';
import { openFolder } from '../check/check.js';
import { payload, signing } from '../keys.js';
import { createIssuer, privatePem, publicPem } from './issuer.js';
import { certificate, pem, wrongPrivateKeys } from './keyForms.js';

function refusalOf(options: object): string {
  try {
    createIssuer(options as Partial<TokenIssuerOptions>);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'It is taken.';
}

/** Returns all parts of the value that are too long to be a word of a sentence. */
const partsOf = (value: unknown) => String(value).match(/[\w+/=]{16,}|[\w.]+\.pem|horse/g) ?? [];

describe('as signingKey', () => {
  test.each(wrongPrivateKeys)('%s', (_form, signingKey, because, remedy) => {
    const told = refusalOf({ signingKey });
    expect(told).toMatch(/^Could not use `signingKey` because its (content|value) is [^;]+; .+\.$/);
    const [, said = '', advice = ''] = /because (.*?); (.*)$/.exec(told) ?? [];
    expect(said).toContain(because);
    expect(advice).toContain(remedy);
    for (const part of partsOf(signingKey)) expect(told).not.toContain(part);
  });

  test('forms that the library distinguishes have different messages', () => {
    const sentences = new Set(wrongPrivateKeys.map(([, signingKey]) => refusalOf({ signingKey })));
    expect(sentences.size).toBeGreaterThanOrEqual(32);
  });
});

describe('as payloadKey', () => {
  const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const lines = publicPem(payload.publicKey).trim().split('\n');

  test.each<[form: string, value: unknown, because: string, remedy: string]>([
    ["the private half of the site's pair", pem, 'the private half of a key pair', "IBM's public key"],
    ["the public half of the site's pair", publicPem(signing.publicKey), 'your own `signingKey`', "IBM's public key"],
    ['the same in PKCS#1', publicPem(signing.publicKey, 'pkcs1'), 'your own `signingKey`', "IBM's public key"],
    [
      'an OpenSSH private key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      'an OpenSSH private key',
      "IBM's public key",
    ],
    [
      'an SSH public key',
      `ssh-rsa ${'AAAAB3NzaC1yc2EAAAADAQABAAABgQ'.repeat(4)}`,
      'an SSH public key',
      'ssh-keygen -e -m PKCS8',
    ],
    ['a certificate', certificate, 'a certificate', 'openssl x509 -in FILE -noout -pubkey'],
    ['an elliptic curve key', publicPem(ecKey), 'elliptic curve key', "IBM's public key"],
    ['a key of 1024 bits', publicPem(small), '1024 bits', "IBM's public key"],
    [
      'a key without its BEGIN and END lines',
      lines.slice(1, -1).join(''),
      'without its BEGIN and END lines',
      'whole text',
    ],
    ['its first line', lines[0], 'its END line is missing', 'in one line'],
    ['empty text', '', 'empty', 'environment variable'],
    ['a path', './ibm-public.pem', 'the path of a file', 'readFileSync'],
    ['a KeyObject', payload.publicKey, 'KeyObject', 'key.export({ type: "spki", format: "pem" })'],
  ])('%s', (_form, payloadKey, because, remedy) => {
    const told = refusalOf({ payloadKey });
    expect(told).toMatch(/^Could not use `payloadKey` because its (content|value) is [^;]+; .+\.$/);
    const [, said = '', advice = ''] = /because (.*?); (.*)$/.exec(told) ?? [];
    expect(said).toContain(because);
    expect(advice).toContain(remedy);
    for (const part of partsOf(payloadKey)) expect(told).not.toContain(part);
  });

  test('recognizes the public half of a signing key that starts later', () => {
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signingKey = [
      { key: pem, startsAt: new Date(0) },
      { key: privatePem(next.privateKey), startsAt: new Date(8e15) },
    ];
    expect(refusalOf({ signingKey, payloadKey: publicPem(next.publicKey) })).toContain('your own `signingKey`');
  });
});

describe('a CryptoKey for something else', () => {
  const der = signing.privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = signing.publicKey.export({ type: 'spki', format: 'der' });

  test.each([
    ['signingKey', 'RSASSA-PKCS1-v1_5', 'SHA-512', 'SHA-256'],
    ['signingKey', 'RSA-PSS', 'SHA-256', 'RSASSA-PKCS1-v1_5'],
  ])('as %s: %s with %s', async (option, name, hash, right) => {
    const key = await webcrypto.subtle.importKey('pkcs8', der, { name, hash }, false, ['sign']);
    expect(refusalOf({ [option]: key })).toMatch(
      new RegExp(`^Could not use \`${option}\` because its value is a CryptoKey for another purpose; .*${right}`),
    );
  });

  test('as payloadKey: OAEP with SHA-256, which IBM cannot read', async () => {
    const key = await webcrypto.subtle.importKey('spki', spki, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, [
      'encrypt',
    ]);
    expect(refusalOf({ payloadKey: key })).toContain('{ name: "RSA-OAEP", hash: "SHA-1" }');
  });
});

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('the commands that are advised', () => {
  /** Returns the command with the path of the file in it. */
  const adviceFor = (value: unknown, option: string, file: string) => {
    const told = refusalOf({ [option]: value });
    return (/`((?:openssl|ssh-keygen) [^`]+)`/.exec(told)?.[1] ?? '').replace(/FILE|COPY/, file);
  };
  const execute = (command: string, folder: string) => spawnSync('sh', ['-c', command], { cwd: folder });

  test('make PEM of DER', () => {
    const folder = openFolder();
    const der = signing.privateKey.export({ type: 'pkcs8', format: 'der' });
    writeFileSync(join(folder, 'key.der'), der);
    const { stdout } = execute(adviceFor(der.toString('latin1'), 'signingKey', 'key.der'), folder);
    expect(refusalOf({ signingKey: stdout.toString() })).toBe('It is taken.');
  });

  test('take the passphrase off', () => {
    const folder = openFolder();
    const encrypted = signing.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'p',
    });
    writeFileSync(join(folder, 'key.pem'), encrypted);
    execute(`${adviceFor(encrypted, 'signingKey', 'key.pem')} -passin pass:p`, folder);
    expect(refusalOf({ signingKey: readFileSync(join(folder, 'decrypted.pem'), 'utf8') })).toBe('It is taken.');
  });

  test.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)('make PEM of OpenSSH keys', () => {
    const folder = openFolder();
    execute('ssh-keygen -q -t rsa -b 2048 -N "" -f key', folder);
    const [privateKey, publicKey] = ['key', 'key.pub'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const { stdout } = execute(adviceFor(publicKey, 'payloadKey', 'key.pub'), folder);
    expect(refusalOf({ payloadKey: stdout.toString() })).toBe('It is taken.');
    execute(adviceFor(privateKey, 'signingKey', 'key'), folder);
    expect(refusalOf({ signingKey: readFileSync(join(folder, 'key'), 'utf8') })).toBe('It is taken.');
  });
});
