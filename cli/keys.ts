/** Owns the RSA pair that a site signs its tokens with: made once, never overwritten, the private half readable by its owner only. */
import { generateKeyPair } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

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
  for (const file of [privateFile, publicFile]) {
    if (existsSync(file))
      throw new KeysError(`${file} is there already; nothing was changed. Name another folder, or move it away.`);
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

/** Never over a file; where one cannot be written, none stays: half a pair is worth nothing, and would be in the way of the next. */
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
