/** The demo's two RSA key pairs: made at the first start, kept in a folder that git ignores, readable by their owner only. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeyPair, writeKeyPair } from './backend/keyPair.js';

/** @param {string} folder */
export async function loadKeys(folder) {
  return {
    /** The site signs identity tokens with the private half, the assistant checks them with the public one. */
    signing: await loadPair(folder, 'signing'),
    /** The site encrypts user payloads with the public half. The private one is the assistant's. */
    payload: await loadPair(folder, 'payload'),
  };
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function loadPair(folder, name) {
  const file = join(folder, `${name}.pem`);
  // Of 2048 bits, so that the first start does not wait for them.
  if (!existsSync(file)) writeKeyPair(folder, name, await makeKeyPair(2048));
  const privateKey = createPrivateKey(readFileSync(file));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
