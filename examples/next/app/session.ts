/** Stands for the site's own login, such as Auth.js: a signed session cookie. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { cookies } from 'next/headers';

interface Session {
  readonly id: string;
  readonly userID: string;
  readonly userName: string;
}

/** @returns null if nobody is logged in */
export async function findSession(): Promise<Session | null> {
  const [text = '', signature = ''] = (await cookies()).get('SESSION')?.value.split('.') ?? [];
  const secret = process.env['SESSION_SECRET'];
  if (!secret) throw new Error('Could not read sessions because SESSION_SECRET is not set; set it.');
  const expected = createHmac('sha256', secret).update(text).digest();
  const actual = Buffer.from(signature, 'base64url');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;
  return JSON.parse(Buffer.from(text, 'base64url').toString());
}
