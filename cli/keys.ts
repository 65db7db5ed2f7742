/**
 * Makes the RSA key pair that signs a site's tokens. It never overwrites an existing key, and only
 * the owner can read the private key.
 */
import { generateKeyPair } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bitsOf } from '../src/server/asn1Key.js';
import { isKeyFault, type KeyRole, readKey } from '../src/server/keyDiagnosis.js';

const BITS = 4096;

/** The command could not write the pair. The message says why, and what to do. */
export class KeysError extends Error {}

/**
 * @returns the text to print
 * @throws KeysError if a file of that name exists, or the folder cannot be written
 */
export async function makeKeys(folder: string): Promise<string> {
  const privateFile = join(folder, 'signing-private.pem');
  const publicFile = join(folder, 'signing-public.pem');
  for (const [file, half] of [
    [privateFile, 'private'],
    [publicFile, 'public'],
  ] as const) {
    if (existsSync(file)) {
      const found = `${file} already exists${describeKey(file, half)}`;
      throw new KeysError(
        `Could not make a key pair because ${found}; move that file, or name another folder. Nothing was changed.`,
      );
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
      `Could not write the key pair because ${folder} is not writable (${(error as NodeJS.ErrnoException).code}); name another folder.`,
    );
  }
  return `Made an RSA key pair of ${BITS} bits.

  ${privateFile}
      Your private key. Put it into the secret store of the server that signs the tokens, and never into a
      repository or a page.
  ${publicFile}
      Your public key. Paste the whole text, with its BEGIN and END lines, into the Security tab of the
      assistant's web chat.

The same tab shows IBM's public key. Your backend encrypts user_payload with IBM's key.
`;
}

/** Says whether the existing file is a usable key. */
function describeKey(file: string, half: KeyRole['half']): string {
  try {
    const key = readKey(readFileSync(file, 'utf8'), { half, source: '' });
    if (isKeyFault(key)) return `, and ${key.because}`;
    return `, and its content is the ${half} half of a key pair of ${bitsOf(key)} bits`;
  } catch {
    // The file cannot be read, or is a folder.
    return '';
  }
}

/**
 * Never overwrites a file. If one file cannot be written, the other does not stay, because half a
 * pair is useless and would block the next attempt.
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
