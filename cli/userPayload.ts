/** Checks that the assistant can decrypt a `user_payload`, and that nobody else can read it. */
import { fail, pass, type Verdict, warn } from './check.js';

/** RSA keys are a multiple of this long, from 2048 bits on. */
const STEP_BYTES = 128;
const SHORTEST_BLOCK_BYTES = 256;

/** @param next the visitor's next one */
export function judgeUserPayload(payload: unknown, next: unknown): Verdict {
  if (payload === undefined) return pass('there is none: the assistant only knows "sub"');
  if (typeof payload !== 'string' || isJSON(payload))
    return fail('it is readable, and the assistant cannot decrypt it');
  const bytes = Buffer.from(payload, 'base64');
  if (isJSON(bytes.toString())) return fail('it is only base64, which everybody can read');
  // Both letters of hexadecimal digits are letters of base64 too, and whole blocks stay whole.
  if (/^([\da-f]{2})+$/i.test(payload)) return fail('it is hexadecimal, and the assistant reads base64');
  if (!/^[\w+/-]+=*$/.test(payload)) return fail('it is not base64');
  if (bytes.length < SHORTEST_BLOCK_BYTES || bytes.length % STEP_BYTES !== 0) {
    return fail(`it has ${bytes.length} bytes, which is no number of whole RSA blocks`);
  }
  if (payload === next) return warn('it is the same twice, so it is encrypted without OAEP, or kept');
  return pass(`${bytes.length} bytes: ${describeBlocks(bytes.length)}`);
}

/** Which of the usual keys it may be encrypted for, and how much each block holds. */
function describeBlocks(length: number): string {
  const fits = [256, 384, 512].filter((size) => length % size === 0);
  const blocks = fits.map(
    (size) => `${length / size} of ${size * 8} bits (${(length / size) * (size - 42)} bytes of JSON at most)`,
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
