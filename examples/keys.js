/** The demo's two RSA key pairs: made at the first start, kept in a folder that git ignores, readable by their owner only. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} folder */
export function loadKeys(folder) {
  return {
    /** The site signs identity tokens with the private half, the assistant checks them with the public one. */
    signing: loadPair(folder, 'signing'),
    /** The site encrypts user payloads with the public half. The private one is the assistant's. */
    payload: loadPair(folder, 'payload'),
  };
}

/**
 * @param {string} folder
 * @param {string} name
 */
function loadPair(folder, name) {
  const file = join(folder, `${name}.pem`);
  if (!existsSync(file)) writePair(folder, name);
  const privateKey = createPrivateKey(readFileSync(file));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/**
 * @param {string} folder
 * @param {string} name
 */
function writePair(folder, name) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, `${name}.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, `${name}-public.pem`), publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o600 });
}
