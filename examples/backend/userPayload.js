/** The claim `user_payload`: what only the assistant may read of a user, encrypted for IBM. */
import { constants, publicEncrypt } from 'node:crypto';

// RFC 8017, 7.1.1: OAEP with SHA-1 takes twice the hash and two bytes out of every block.
const oaepOverheadBytes = 2 * 20 + 2;

/**
 * IBM reads what `node-rsa` writes: RSA-OAEP with SHA-1, a payload beyond one block as several blocks in a row, base64.
 *
 * @param {Record<string, unknown>} payload
 * @param {import('node:crypto').KeyObject} publicKey
 */
export function encryptUserPayload(payload, publicKey) {
  const plain = Buffer.from(JSON.stringify(payload));
  const blockBytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - oaepOverheadBytes;
  const key = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };

  const blocks = [];
  for (let start = 0; start < plain.length; start += blockBytes) {
    blocks.push(publicEncrypt(key, plain.subarray(start, start + blockBytes)));
  }
  return Buffer.concat(blocks).toString('base64');
}
