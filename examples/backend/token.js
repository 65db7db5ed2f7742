/** The identity token: what the assistant is told of a visitor, signed so that it need not believe the browser. */
import { SignJWT } from 'jose';
import { readPrivateKey, readPublicKey } from './rsaKey.js';
import { encryptUserPayload } from './userPayload.js';

/**
 * @typedef {object} NextSigningKey
 * @property {import('./rsaKey.js').KeyMaterial} key
 * @property {Date} startsAt When its public half takes the other's place in the assistant's security tab.
 */

/**
 * @param {object} needs
 * @param {import('./rsaKey.js').KeyMaterial} needs.signingKey
 * @param {NextSigningKey | undefined} needs.nextSigningKey
 * @param {import('./rsaKey.js').KeyMaterial} needs.payloadKey
 * @param {number} needs.tokenLifetimeSeconds
 * @param {() => number} needs.now
 */
export function createTokenSigner({ signingKey, nextSigningKey, payloadKey, tokenLifetimeSeconds, now }) {
  const keyAt = createKeyChoice(signingKey, nextSigningKey);
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
    const { key, endsAtSeconds } = keyAt(now());
    return new SignJWT({ ...(session && { sid: session.sid }), user_payload: encryptUserPayload(payload, ibmKey) })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setSubject(anonymousID)
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(Math.min(issuedAtSeconds + tokenLifetimeSeconds, endsAtSeconds))
      .sign(key);
  };
}

/**
 * The assistant knows one public key at a time, and web chat does not ask again when a signature is refused. So no token
 * outlives its key: it expires when the next key starts, and web chat asks for another.
 *
 * @param {import('./rsaKey.js').KeyMaterial} signingKey
 * @param {NextSigningKey | undefined} nextSigningKey
 */
function createKeyChoice(signingKey, nextSigningKey) {
  const current = readPrivateKey('signingKey', signingKey);
  if (nextSigningKey === undefined) return () => ({ key: current, endsAtSeconds: Infinity });

  const next = readPrivateKey('nextSigningKey', nextSigningKey.key);
  // Whole seconds, as in tokens: in its last second a key would sign what has expired already.
  const startsAtSeconds = Math.floor(nextSigningKey.startsAt.getTime() / 1000);
  if (Number.isNaN(startsAtSeconds))
    throw new TypeError('Could not use `nextSigningKey` because `startsAt` is no date; give it a valid Date.');
  /** @param {number} at */
  return (at) =>
    Math.floor(at / 1000) < startsAtSeconds
      ? { key: current, endsAtSeconds: startsAtSeconds }
      : { key: next, endsAtSeconds: Infinity };
}
