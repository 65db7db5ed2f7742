/**
 * The report for support: the last transitions, and the properties of the token. It holds no token
 * and no ID.
 */
import type { IdentityToken } from './token.js';
import { VERSION } from './version.js';

const MOST_TRANSITIONS = 20;

/** A report for support, without tokens or IDs. */
export interface Diagnosis {
  /** Of this package. */
  readonly version: string;
  /** The last 20 changes, oldest first, with the instant of each in milliseconds since epoch. */
  readonly transitions: readonly { readonly at: number; readonly what: string }[];
  /** The last token web chat was given: never its text. */
  readonly token: {
    /** Always `RS256`. */
    readonly algorithm: string;
    /** The names of its claims, without their values. */
    readonly claims: readonly string[];
    /** What remained of its life when it arrived; 0 without `exp`. */
    readonly lifetimeMs: number;
    /** How far this device's clock is ahead of your backend's. */
    readonly clockSkewMs: number;
  } | null;
}

export interface Journal {
  note(what: string): void;
  diagnose(token: IdentityToken | null): Diagnosis;
}

export function createJournal(debug: boolean): Journal {
  let transitions: Diagnosis['transitions'] = [];
  return {
    note(what) {
      transitions = [...transitions, { at: Date.now(), what }].slice(-MOST_TRANSITIONS);
      if (debug) console.debug('secure-web-chat:', what);
    },
    diagnose: (token) => ({
      version: VERSION,
      transitions,
      token: token && {
        algorithm: 'RS256',
        claims: token.claims,
        lifetimeMs: token.lifetimeMs ?? 0,
        clockSkewMs: token.clockSkewMs ?? 0,
      },
    }),
  };
}
