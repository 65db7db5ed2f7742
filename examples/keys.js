/**
 * Makes the demo's secrets at the first start: two RSA key pairs, and a secret for cookies. They
 * stay in a folder that git ignores, and only their owner can read them.
 */
import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** @param {string} folder */
export async function loadKeys(folder) {
  return {
    /**
     * The site signs identity tokens with the private half, the assistant checks them with the
     * public one.
     */
    signing: await loadPair(folder, 'signing'),
    /** The site encrypts user payloads with the public half. The assistant has the private half. */
    payload: await loadPair(folder, 'payload'),
    cookieSecret: loadCookieSecret(folder),
  };
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function loadPair(folder, name) {
  const file = join(folder, `${name}.pem`);
  // A pair of 2048 bits is fast to make, so the first start does not wait.
  if (!existsSync(file)) await writeKeyPair(folder, name, 2048);
  const privateKey = readFileSync(file, 'utf8');
  return { privateKey, publicKey: String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })) };
}

/** @param {string} folder */
function loadCookieSecret(folder) {
  const file = join(folder, 'cookie-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

/**
 * Never overwrites an old key, because tokens may still be signed with it.
 *
 * @param {string} folder
 * @param {string} name
 * @param {number} bits The time of a signature grows with the third power of the bits.
 */
export async function writeKeyPair(folder, name, bits) {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: bits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = { privateFile: join(folder, `${name}.pem`), publicFile: join(folder, `${name}-public.pem`) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(files.privateFile, privateKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(files.publicFile, publicKey, { mode: 0o600, flag: 'wx' });
  return files;
}
