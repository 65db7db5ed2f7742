/**
 * The value of the anonymous ID cookie: the ID, a keyed hash of the customer who owns the ID, and a
 * signature over both. Somebody who knows a `sub` cannot make its cookie. The cookie does not tell
 * who the customer is.
 */
import { fromBase64, toBase64url } from './base64.js';

export interface AnonymousCookie {
  readonly subject: string;
  /** A keyed hash of the customer who owns the ID; null while the ID belongs to nobody. */
  readonly owner: string | null;
}

const FORMAT = /^((anon-[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12})\.([\w-]{22})?)\.([\w-]{43})$/;
/** 128 bits of the hash are enough to tell customers apart. */
const OWNER_CHARACTERS = 22;

const encoder = new TextEncoder();
const algorithm = { name: 'HMAC', hash: 'SHA-256' };

export type AnonymousCookies = ReturnType<typeof createAnonymousCookies>;

/** @param secrets the first secret signs, and all of them verify */
export function createAnonymousCookies(secrets: readonly string[]) {
  const [newest = ''] = secrets;
  const keys = new Map<string, Promise<CryptoKey>>();

  /** Imports at the first use, because some runtimes allow no cryptography while a module loads. */
  function importSecret(secret: string): Promise<CryptoKey> {
    const imported = keys.get(secret);
    if (imported) return imported;
    const key = crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
    keys.set(secret, key);
    return key;
  }

  async function sign(text: string, secret: string): Promise<string> {
    const signature = await crypto.subtle.sign('HMAC', await importSecret(secret), encoder.encode(text));
    return toBase64url(new Uint8Array(signature));
  }

  async function write({ subject, owner }: AnonymousCookie): Promise<string> {
    const body = `${subject}.${owner ?? ''}`;
    return `${body}.${await sign(body, newest)}`;
  }

  /** @returns null if none of the secrets signed the value */
  async function read(value: string): Promise<AnonymousCookie | null> {
    const [, body = '', subject, owner, text] = FORMAT.exec(value) ?? [];
    const signature = text && fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
    if (!subject || !signature) return null;
    for (const secret of secrets) {
      // Compares in constant time.
      const isOurs = await crypto.subtle.verify('HMAC', await importSecret(secret), signature, encoder.encode(body));
      if (isOurs) return { subject, owner: owner ?? null };
    }
    return null;
  }

  /**
   * The hash differs for each ID. So the cookies of two browsers do not tell that one customer uses
   * both.
   */
  async function hashOwner(subject: string, customerID: string, secret = newest): Promise<string> {
    return (await sign(JSON.stringify(['owner', subject, customerID]), secret)).slice(0, OWNER_CHARACTERS);
  }

  /**
   * Compares with the hashes of older secrets too, because a renewal while nobody is logged in
   * keeps the hash as it is.
   */
  async function isOwner({ subject, owner }: AnonymousCookie, customerID: string): Promise<boolean> {
    const hashes = await Promise.all(secrets.map((secret) => hashOwner(subject, customerID, secret)));
    return hashes.some((hash) => hash === owner);
  }

  return { read, write, hashOwner, isOwner };
}
