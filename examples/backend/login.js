/** The check of a username and a password. */
import { z } from 'zod';
import { isPassword, nobodysPasswordHash } from './password.js';
import { Refusal } from './refusal.js';

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
      'Could not log in because the username or the password is missing or cannot be one; send both as JSON text of up to 200 characters.',
    );
  }
  const user = await store.findUser(data.username);
  const isRight = await isPassword(data.password, user?.passwordHash ?? nobodysPasswordHash);
  if (user && isRight) return user;
  throw new Refusal(401, 'Could not log in because the username or the password is wrong; check both.');
}
