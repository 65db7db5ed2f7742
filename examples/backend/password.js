/** How passwords are stored and checked: scrypt, with a salt for each. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** @type {(password: string, salt: Buffer, length: number, cost: import('node:crypto').ScryptOptions) => Promise<Buffer>} */
const derive = promisify(scrypt);

// OWASP's advice for scrypt that fits into the 32 MB Node allows it.
const cost = { N: 2 ** 14, r: 8, p: 5 };
const hashBytes = 32;

/** Nobody's password: checked for an unknown user, so that a guess takes the same time whether the user exists or not. */
export const nobodysPasswordHash = write(cost, randomBytes(16), randomBytes(hashBytes));

/** @param {string} password */
export async function hashPassword(password) {
  const salt = randomBytes(16);
  return write(cost, salt, await derive(password, salt, hashBytes, cost));
}

/**
 * @param {string} password
 * @param {string} passwordHash
 */
export async function isPassword(password, passwordHash) {
  const [N, r, p, salt = '', hash = ''] = passwordHash.split(':');
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), expected.length, {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected);
}

/**
 * The cost is stored with the hash, so that it can be raised without locking anybody out.
 *
 * @param {typeof cost} cost
 * @param {Buffer} salt
 * @param {Buffer} hash
 */
function write({ N, r, p }, salt, hash) {
  return [N, r, p, salt.toString('base64url'), hash.toString('base64url')].join(':');
}
