/** Two users in memory, and the check of their password with scrypt, as in a real backend. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export interface User {
  readonly userName: string;
  readonly customerID: string;
}

export const PASSWORD = 'lendyr-demo';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const HASH_BYTES = 32;
const salt = randomBytes(16);
/** The hash of the password that both users share. */
const passwordHash = derive(PASSWORD, salt, HASH_BYTES);

const users = new Map<string, User>([
  ['cade', { userName: 'Cade', customerID: 'cade-id' }],
  ['ana', { userName: 'Ana', customerID: 'ana-id' }],
]);

/**
 * Does the same work for an unknown user as for a known one, so that the time does not tell which
 * users exist.
 *
 * @returns null if the username or the password is wrong
 */
export async function findUser(username: string, password: string): Promise<User | null> {
  const [given, stored] = await Promise.all([derive(password, salt, HASH_BYTES), passwordHash]);
  const isRight = timingSafeEqual(given, stored);
  return (isRight && users.get(username)) || null;
}
