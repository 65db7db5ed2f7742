/** The claim `user_payload`: what only the assistant may read of a user, encrypted for IBM. */
import { toBase64 } from './base64.js';
import { concatenate } from './der.js';

/**
 * RFC 8017, 7.1.1: OAEP takes twice the hash and two bytes out of every block. SHA-1 has 20 bytes.
 */
const OVERHEAD_BYTES = 2 * 20 + 2;

/**
 * As `node-rsa` writes it, and IBM's service reads it: a payload beyond one block as several blocks
 * in a row, base64.
 */
export async function encryptUserPayload(payload: Readonly<Record<string, unknown>>, key: CryptoKey): Promise<string> {
  const plain = new TextEncoder().encode(serialize(payload));
  const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
  const blockBytes = Math.ceil(modulusLength / 8) - OVERHEAD_BYTES;
  const blocks: Promise<ArrayBuffer>[] = [];
  for (let start = 0; start < plain.length; start += blockBytes) {
    blocks.push(crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, plain.subarray(start, start + blockBytes)));
  }
  return toBase64(concatenate((await Promise.all(blocks)).map((block) => new Uint8Array(block))));
}

function serialize(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
    try {
      return JSON.stringify(payload);
    } catch {
      // The message of the engine may repeat what is in it.
    }
  }
  throw new TypeError(
    'Could not encrypt the payload because it is not an object that JSON can hold; leave out functions, BigInts and cycles.',
  );
}
