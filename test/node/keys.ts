/** RSA key pairs for tests, new for each run. */
import { generateKeyPairSync } from 'node:crypto';

export const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const payload = generateKeyPairSync('rsa', { modulusLength: 2048 });
