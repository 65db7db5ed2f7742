/** Finds the visitor of a request: checks the token as IBM does, and refuses in IBM's words. */
import { errors, jwtVerify } from 'jose';
import { Refusal } from './refusal.js';
import { decryptUserPayload } from './userPayload.js';

/**
 * @typedef {object} Identity
 * @property {string} subject
 * @property {import('./userPayload.js').UserPayload} userPayload
 */

/**
 * @param {object} needs
 * @param {import('node:crypto').KeyObject} needs.publicKey The public half of the site's signing
 * key.
 * @param {import('node:crypto').KeyObject} needs.payloadKey The private half of the assistant's
 * pair, which decrypts user payloads.
 * @param {() => number} needs.now
 */
export function createIdentityCheck({ publicKey, payloadKey, now }) {
  /**
   * @param {string | undefined} authorization
   * @returns {Promise<Identity>}
   */
  return async function identify(authorization) {
    const { sub, user_payload } = await verify(readToken(authorization));
    if (!isLegalSubject(sub)) throw new Refusal(401, 'the claim "sub" is missing or not allowed');
    return { subject: sub, userPayload: readUserPayload(user_payload) };
  };

  /** @param {string} token */
  async function verify(token) {
    try {
      const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: new Date(now()) });
      return payload;
    } catch (error) {
      throw refusalFor(error);
    }
  }

  /** @param {unknown} encrypted */
  function readUserPayload(encrypted) {
    if (encrypted === undefined) return {};
    try {
      return decryptUserPayload(encrypted, payloadKey);
    } catch {
      throw new Refusal(400, 'user_payload could not be decrypted');
    }
  }
}

/** @param {string | undefined} authorization */
function readToken(authorization) {
  if (authorization === undefined) throw new Refusal(403, 'an identity token is required');
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new Refusal(400, 'Authorization header provided but does not follow JWT format');
  return token;
}

/**
 * Web chat asks for another token only if the token has expired, or cannot be read at all.
 *
 * @param {unknown} error
 */
function refusalFor(error) {
  if (error instanceof errors.JWTExpired) return new Refusal(401, 'token expired');
  if (error instanceof errors.JWTClaimValidationFailed) return new Refusal(401, 'invalid claim');
  if (error instanceof errors.JWSSignatureVerificationFailed) return new Refusal(401, 'invalid signature');
  if (error instanceof errors.JOSEAlgNotAllowed) return new Refusal(401, 'invalid algorithm');
  return new Refusal(400, 'token provided is malformed');
}

/**
 * The subject travels in headers as `customer_id`. So it is visible ASCII, without the characters
 * that separate the pairs of such a header.
 *
 * @param {unknown} subject
 * @returns {subject is string}
 */
function isLegalSubject(subject) {
  return typeof subject === 'string' && /^[!-~]+$/.test(subject) && !/[;=]/.test(subject);
}
