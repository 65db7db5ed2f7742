/** RSA key pairs for tests, new for each run. */
import { generateKeyPairSync } from 'node:crypto';

export const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const payload = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The keys and the secret for the reference backend. */
export const backendSecrets = {
  signingKey: String(signing.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  payloadKey: String(payload.publicKey.export({ type: 'spki', format: 'pem' })),
  cookieSecret: 'made for the tests, and long enough',
};
