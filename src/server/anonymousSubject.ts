/**
 * Which anonymous ID a visitor has: the one of the cookie for as long as it may be theirs,
 * otherwise a new one.
 */
import type { AnonymousCookie, AnonymousCookies } from './anonymousCookie.js';
import type { TokenIssuerOptions } from './tokenIssuerOptions.js';

type OnSubject = NonNullable<TokenIssuerOptions['onSubject']>;

export type AnonymousSubjects = ReturnType<typeof createAnonymousSubjects>;

export function createAnonymousSubjects(cookies: AnonymousCookies, onSubject: OnSubject = () => {}) {
  /**
   * An ID belongs to at most one customer, so that deleting one customer's data never touches
   * another's. Nobody's becomes that of the customer who logs in; it stays theirs after the logout.
   *
   * @param value of the cookie; null if there is none
   * @param customerID who is logged in
   */
  async function choose(value: string | null, customerID: string | null): Promise<AnonymousCookie> {
    const known = value === null ? null : await cookies.read(value);
    if (!known) return create(customerID);
    if (customerID === null) return known;
    const { subject, owner } = known;
    const mayHave =
      owner === null ? (await onSubject(subject, customerID)) !== false : await cookies.isOwner(known, customerID);
    return mayHave ? { subject, owner: await cookies.hashOwner(subject, customerID) } : create(customerID);
  }
  return { choose, create };

  async function create(customerID: string | null): Promise<AnonymousCookie> {
    const subject = `anon-${crypto.randomUUID()}`;
    if ((await onSubject(subject, customerID)) === false) {
      throw new Error('`onSubject` returned false for an ID that is new, so it can belong to nobody; correct it.');
    }
    return { subject, owner: customerID === null ? null : await cookies.hashOwner(subject, customerID) };
  }
}
