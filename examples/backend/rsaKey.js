/** RSA keys as they come, in PEM or already read: a wrong one is refused when the backend starts, not at the first visitor. */
import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';

/** @typedef {string | Buffer | KeyObject} KeyMaterial */

/**
 * @param {string} option
 * @param {KeyMaterial} material
 */
export const readPrivateKey = (option, material) => readRsaKey(option, material, 'private');

/**
 * @param {string} option
 * @param {KeyMaterial} material
 */
export const readPublicKey = (option, material) => readRsaKey(option, material, 'public');

/**
 * @param {string} option
 * @param {KeyMaterial} material
 * @param {'private' | 'public'} type
 */
function readRsaKey(option, material, type) {
  const key = material instanceof KeyObject ? material : parse(material, type);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key?.type === type && key.asymmetricKeyType === 'rsa' && bits >= 2048) return key;
  throw new TypeError(
    `Could not use \`${option}\` because it is not a ${type} RSA key of 2048 bits or more; give it as PEM text or as a KeyObject.`,
  );
}

/**
 * @param {string | Buffer} pem
 * @param {'private' | 'public'} type
 */
function parse(pem, type) {
  try {
    return type === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    // Node's own message says nothing of which key it was.
    return undefined;
  }
}
