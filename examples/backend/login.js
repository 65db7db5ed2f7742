/**
 * Checks usernames and passwords, and hashes passwords for the store with scrypt and a salt for
 * each.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Refusal } from './refusal.js';

/** @typedef {{ N: number, r: number, p: number }} Cost */
/**
 * @typedef {(password: string, salt: Buffer, length: number, cost: Cost) => Promise<Buffer>} Derive
 */

/** @type {Derive} */
const scryptAsync = promisify(scrypt);
const hashBytes = 32;

/**
 * A cost that OWASP recommends for scrypt, and that needs no more than the 32 MB that Node allows.
 * To raise the cost, put the new cost first, and keep the old cost in the list until everybody has
 * logged in. Each login tries all costs, so that a login takes the same time for everybody.
 *
 * @type {readonly Cost[]}
 */
const allCosts = [{ N: 2 ** 14, r: 8, p: 5 }];

// PostgreSQL's text cannot hold the character NUL.
const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/);
const Credentials = z.object({ username: text, password: text });

/**
 * @param {import('./store.js').Store} store
 * @param {unknown} body
 * @returns {Promise<import('./store.js').User>}
 */
export async function checkCredentials(store, body) {
  const { success, data } = Credentials.safeParse(body);
  if (!success) {
    throw new Refusal(
      400,
      'Could not log in because the username or the password is missing or not valid; send both as JSON text of up to 200 characters.',
    );
  }
  const user = await store.findUser(data.username);
  const { isRight, newHash } = await checkPassword(data.password, user?.passwordHash);
  if (!user || !isRight) return refuseCredentials();
  if (newHash) await store.changePasswordHash(user.passwordHash, newHash);
  return user;
}

/** @returns {never} */
export function refuseCredentials() {
  throw new Refusal(401, 'Could not log in because the username or the password is wrong; check both.');
}

/**
 * Does the same work for an unknown user as for a known one, and for an old hash as for a new one.
 *
 * @param {string} password
 * @param {string | undefined} passwordHash Undefined for an unknown user.
 * @param {readonly Cost[]} [costs] The first is for new hashes.
 * @param {Derive} [derive]
 * @returns {Promise<{ isRight: boolean, newHash?: string | undefined }>} Store `newHash` instead of
 * the old hash.
 */
export async function checkPassword(password, passwordHash, costs = allCosts, derive = scryptAsync) {
  const stored = passwordHash === undefined ? undefined : read(passwordHash);
  if (stored && !costs.some((cost) => isSame(cost, stored.cost)))
    throw new Error('Could not check a password because the cost of its hash is not in the list; add that cost.');
  let isRight = false;
  let newHash;
  for (const cost of costs) {
    const isOwn = stored !== undefined && isSame(cost, stored.cost);
    const salt = isOwn ? stored.salt : randomBytes(16);
    const hash = await derive(password, salt, hashBytes, cost);
    if (isOwn) isRight = timingSafeEqual(hash, stored.hash);
    else if (cost === costs[0]) newHash = write(cost, salt, hash);
  }
  return isRight ? { isRight, newHash } : { isRight };
}

/** @param {string} password */
export async function hashPassword(password) {
  const [cost = { N: 0, r: 0, p: 0 }] = allCosts;
  const salt = randomBytes(16);
  return write(cost, salt, await scryptAsync(password, salt, hashBytes, cost));
}

/** @param {string} passwordHash */
function read(passwordHash) {
  const [N, r, p, salt = '', hash = ''] = passwordHash.split(':');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

/**
 * Stores the cost with the hash, so that you can raise the cost without locking anybody out.
 *
 * @param {Cost} cost
 * @param {Buffer} salt
 * @param {Buffer} hash
 */
function write({ N, r, p }, salt, hash) {
  return [N, r, p, salt.toString('base64url'), hash.toString('base64url')].join(':');
}

/**
 * @param {Cost} one
 * @param {Cost} other
 */
function isSame(one, other) {
  return one.N === other.N && one.r === other.r && one.p === other.p;
}
