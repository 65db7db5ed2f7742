/** The site's RSA key pair for signing identity tokens: made, written down, and where each half goes. */
import { generateKeyPair } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/**
 * In PEM, as the assistant's security tab and this backend read it.
 *
 * @param {number} [bits] What a signature costs grows with their third power.
 */
export async function makeKeyPair(bits = 4096) {
  return generate('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/**
 * Never over an old key: tokens may still be signed with it.
 *
 * @param {string} folder
 * @param {string} name
 * @param {{ privateKey: string, publicKey: string }} pair
 */
export function writeKeyPair(folder, name, { privateKey, publicKey }) {
  const files = { privateFile: join(folder, `${name}.pem`), publicFile: join(folder, `${name}-public.pem`) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(files.privateFile, privateKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(files.publicFile, publicKey, { mode: 0o600, flag: 'wx' });
  return files;
}

/** @param {{ privateFile: string, publicFile: string }} files */
export function whereKeysGo({ privateFile, publicFile }) {
  return `
  ${privateFile}
    Your private key: the backend signs identity tokens with it (SIGNING_KEY_FILE). Show it to nobody, commit it nowhere;
    in production keep it in a secret manager.

  ${publicFile}
    Your public key: paste it into your assistant, Integrations > Web chat > Security, "Your public key".

  The same tab has "Generate key": the public key that is shown once is IBM's, for what only the assistant may read of a user
  (IBM_PUBLIC_KEY_FILE). Then turn security on, and save.
`;
}
