/** Checks that the assistant can decrypt a `user_payload`, and that nobody else can read it. */
import { fail, pass, type Verdict, warn } from './check.js';

/** The length of an RSA key of 2048 bits or more is a multiple of this. */
const STEP_BYTES = 128;
const MIN_BLOCK_BYTES = 256;

/** @param next the `user_payload` of the visitor's next token */
export function judgeUserPayload(payload: unknown, next: unknown): Verdict {
  if (payload === undefined) return pass('there is no user_payload, so the assistant knows only "sub"');
  if (typeof payload !== 'string' || isJSON(payload))
    return fail('user_payload is readable, and the assistant cannot decrypt it');
  const bytes = Buffer.from(payload, 'base64');
  if (isJSON(bytes.toString())) return fail('user_payload is only base64, which everybody can read');
  // Hexadecimal digits are letters of base64 too, so the length of the blocks would not tell.
  if (/^([\da-f]{2})+$/i.test(payload)) return fail('user_payload is hexadecimal, but the assistant reads base64');
  if (!/^[\w+/-]+=*$/.test(payload)) return fail('user_payload is not base64');
  if (bytes.length < MIN_BLOCK_BYTES || bytes.length % STEP_BYTES !== 0) {
    return fail(`user_payload has ${bytes.length} bytes, which is not a whole number of RSA blocks`);
  }
  if (payload === next) return warn('two tokens have the same user_payload: it is encrypted without OAEP, or reused');
  return pass(`user_payload has ${bytes.length} bytes: ${describeBlocks(bytes.length)}`);
}

/**
 * For which usual key sizes the payload may be encrypted, and how much JSON its blocks can hold.
 */
function describeBlocks(length: number): string {
  const fits = [256, 384, 512].filter((size) => length % size === 0);
  const blocks = fits.map(
    (size) => `${length / size} × ${size * 8} bits (at most ${(length / size) * (size - 42)} bytes of JSON)`,
  );
  return blocks.join(' or ') || 'RSA blocks of an unusual size';
}

function isJSON(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
