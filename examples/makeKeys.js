/** `npm run keys`: makes an RSA pair of 4096 bits, and prints where each half goes. `npm run keys -- <folder>` writes it elsewhere. */
import { fileURLToPath } from 'node:url';
import { makeKeyPair, whereKeysGo, writeKeyPair } from './backend/keyPair.js';

const [folder = fileURLToPath(new URL('.keys', import.meta.url))] = process.argv.slice(2);
const name = `signing-${new Date().toISOString().slice(0, 10)}`;

try {
  console.log(whereKeysGo(writeKeyPair(folder, name, await makeKeyPair())));
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  console.error(
    `Could not make keys because ${name}.pem is there already; name another folder: npm run keys -- <folder>`,
  );
  process.exitCode = 1;
}
