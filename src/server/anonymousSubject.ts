/**
 * Chooses the anonymous ID of a visitor: the ID in the cookie if this visitor may have it,
 * otherwise a new one.
 */
import type { AnonymousCookie, AnonymousCookies } from './anonymousCookie.js';
import type { TokenIssuerOptions } from './tokenIssuerOptions.js';

type OnSubject = NonNullable<TokenIssuerOptions['onSubject']>;

/** A database that refuses the ID of the cookie accepts a new one, unless something is wrong. */
const MAX_TRIES = 3;

export type AnonymousSubjects = ReturnType<typeof createAnonymousSubjects>;

export function createAnonymousSubjects(cookies: AnonymousCookies, onSubject: OnSubject = () => {}) {
  /**
   * An ID belongs to at most one customer, so that deleting one customer's data never touches
   * another's. An ID without an owner becomes the ID of the customer who logs in, and stays theirs
   * after the logout.
   *
   * @param value of the cookie; null if there is no cookie
   * @param customerID who is logged in; null for nobody
   */
  async function choose(value: string | null, customerID: string | null): Promise<AnonymousCookie> {
    const known = value === null ? null : await cookies.read(value);
    let candidate = known && (await mayKeep(known, customerID)) ? known : newCookie();
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if ((await onSubject(candidate.subject, customerID)) !== false) return giveTo(candidate, customerID);
      candidate = newCookie();
    }
    throw new Error(
      `Could not choose an anonymous ID because \`onSubject\` returned false for ${MAX_TRIES} IDs; return false only for an ID that this visitor may not have.`,
    );
  }

  async function mayKeep(known: AnonymousCookie, customerID: string | null): Promise<boolean> {
    return customerID === null || known.owner === null || (await cookies.isOwner(known, customerID));
  }

  async function giveTo({ subject, owner }: AnonymousCookie, customerID: string | null): Promise<AnonymousCookie> {
    return { subject, owner: customerID === null ? owner : await cookies.hashOwner(subject, customerID) };
  }

  return { choose };
}

function newCookie(): AnonymousCookie {
  return { subject: `anon-${crypto.randomUUID()}`, owner: null };
}
