/** The identity token: what the assistant is told of a visitor, signed so that it need not believe the browser. */
import { SignJWT } from 'jose';
import { readPrivateKey, readPublicKey } from './rsaKey.js';
import { encryptUserPayload } from './userPayload.js';

/**
 * @param {object} needs
 * @param {import('./rsaKey.js').KeyMaterial} needs.signingKey
 * @param {import('./rsaKey.js').KeyMaterial} needs.payloadKey
 * @param {number} needs.tokenLifetimeSeconds
 * @param {() => number} needs.now
 */
export function createTokenSigner({ signingKey, payloadKey, tokenLifetimeSeconds, now }) {
  const privateKey = readPrivateKey('signingKey', signingKey);
  const ibmKey = readPublicKey('payloadKey', payloadKey);

  /**
   * `sub` stays the anonymous ID through login and logout, because IBM ties a conversation to it. Who the visitor really is
   * stands in `user_payload`; in the assistant `${system_integrations.chat.private.user_payload}.custom_user_id`.
   *
   * @param {string} anonymousID
   * @param {import('./store.js').Session | null} session
   */
  return function createJWT(anonymousID, session) {
    const payload = {
      name: session?.userName ?? 'Anonymous',
      custom_user_id: session?.customUserID ?? anonymousID,
    };
    const issuedAtSeconds = Math.floor(now() / 1000);
    return new SignJWT({ ...(session && { sid: session.sid }), user_payload: encryptUserPayload(payload, ibmKey) })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setSubject(anonymousID)
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(issuedAtSeconds + tokenLifetimeSeconds)
      .sign(privateKey);
  };
}
