/**
 * The claim `user_payload`: the facts about a user that only the assistant may know, encrypted for
 * IBM.
 */
import { toBase64 } from './base64.js';
import { concatenate } from './der.js';

/**
 * RFC 8017, 7.1.1: in every block, OAEP needs twice the bytes of the hash and two more. SHA-1 has
 * 20 bytes.
 */
const OVERHEAD_BYTES = 2 * 20 + 2;

/**
 * Writes the format of `node-rsa`, which IBM's service reads. A payload that is longer than one
 * block becomes several blocks in a row, and the result is base64.
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
      // The engine's own message may repeat parts of the payload.
    }
  }
  throw new TypeError(
    'Could not encrypt the payload because its value is not an object that JSON can hold; use a plain object without BigInts and cycles.',
  );
}
