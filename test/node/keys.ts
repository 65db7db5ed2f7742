/** RSA key pairs for tests, new for each run. */
import { generateKeyPairSync } from 'node:crypto';

export const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const payload = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What the reference backend needs of them. */
export const backendSecrets = {
  signingKey: String(signing.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  payloadKey: String(payload.publicKey.export({ type: 'spki', format: 'pem' })),
  cookieSecret: 'made for the tests, and long enough',
};
