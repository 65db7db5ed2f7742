/**
 * Decrypts the claim `user_payload`: RSA-OAEP with SHA-1, block by block, the format of `node-rsa`.
 */
import { constants, privateDecrypt } from 'node:crypto';
import * as z from 'zod/mini';

const Content = z.looseObject({ name: z.optional(z.string()), custom_user_id: z.optional(z.string()) });
/** @typedef {z.infer<typeof Content>} UserPayload */

/**
 * @param {unknown} encrypted
 * @param {import('node:crypto').KeyObject} privateKey
 * @returns {UserPayload}
 */
export function decryptUserPayload(encrypted, privateKey) {
  const cipher = Buffer.from(z.string().parse(encrypted), 'base64');
  const blockBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };

  const blocks = [];
  for (let start = 0; start < cipher.length; start += blockBytes) {
    blocks.push(privateDecrypt(key, cipher.subarray(start, start + blockBytes)));
  }
  return Content.parse(JSON.parse(Buffer.concat(blocks).toString('utf8')));
}
