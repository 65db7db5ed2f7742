/**
 * Makes the RSA key pair that signs a site's tokens. Existing keys are never overwritten, and only
 * the owner can read the private key.
 */
import { generateKeyPair } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bitsOf } from '../src/server/asn1Key.js';
import { isKeyFault, type KeyRole, readKey } from '../src/server/keyDiagnosis.js';

const BITS = 4096;

/** The pair could not be kept. */
export class KeysError extends Error {}

/**
 * @returns what to tell the person who asked
 * @throws KeysError
 */
export async function makeKeys(folder: string): Promise<string> {
  const privateFile = join(folder, 'signing-private.pem');
  const publicFile = join(folder, 'signing-public.pem');
  for (const [file, half] of [
    [privateFile, 'private'],
    [publicFile, 'public'],
  ] as const) {
    if (existsSync(file)) {
      const found = `${file} is there already${describeKey(file, half)}`;
      throw new KeysError(`${found}; nothing was changed. Name another folder, or move it away.`);
    }
  }
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: BITS });
  try {
    mkdirSync(folder, { recursive: true });
    writeBoth([
      { file: privateFile, text: privateKey.export({ type: 'pkcs8', format: 'pem' }), mode: 0o600 },
      { file: publicFile, text: publicKey.export({ type: 'spki', format: 'pem' }), mode: 0o644 },
    ]);
  } catch (error) {
    throw new KeysError(
      `The pair could not be written to ${folder} (${(error as NodeJS.ErrnoException).code}); name a folder that can be.`,
    );
  }
  return `Made an RSA pair of ${BITS} bits.

  ${privateFile}
      Stays on the server that signs the tokens, in its secret store; never in a repository or a page.
  ${publicFile}
      Goes into the Security tab of the assistant's web chat, the whole text with its BEGIN and END lines.

The same tab gives you IBM's public key. Your backend encrypts user_payload with it.
`;
}

/** Whether what is there already can be used as it is. */
function describeKey(file: string, half: KeyRole['half']): string {
  try {
    const key = readKey(readFileSync(file, 'utf8'), { half, source: '' });
    if (isKeyFault(key)) return `, but cannot be used because ${key.because}`;
    return `: the ${half} half of a pair of ${bitsOf(key)} bits`;
  } catch {
    // It cannot be read, or is a folder.
    return '';
  }
}

/**
 * Never over a file; where one cannot be written, none stays: half a pair is worth nothing, and
 * would be in the way of the next.
 */
function writeBoth(files: readonly { readonly file: string; readonly text: string | Buffer; readonly mode: number }[]) {
  const made: string[] = [];
  try {
    for (const { file, text, mode } of files) {
      const handle = openSync(file, 'wx', mode);
      made.push(file);
      writeFileSync(handle, text);
      closeSync(handle);
    }
  } catch (error) {
    for (const file of made) rmSync(file);
    throw error;
  }
}
