/** Owns the RSA pair that a site signs its tokens with: made once, never overwritten, the private half readable by its owner only. */
import { generateKeyPair } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
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
    const neverOver = { flag: 'wx' };
    writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { ...neverOver, mode: 0o600 });
    writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), neverOver);
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
