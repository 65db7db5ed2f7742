/** The report for support, and the journal of changes in it. */
import type { IdentityToken } from './token.js';
import { VERSION } from './version.js';

const MAX_TRANSITIONS = 20;

/** The report of `SecureWebChat.diagnose()`. It holds no token and no ID. */
export interface Diagnosis {
  /** The version of this package. */
  readonly version: string;
  /**
   * The last 20 changes, oldest first. `at` is in milliseconds since the epoch. `what` lists the
   * phase, the running call, the error's code and the changed properties of the state.
   */
  readonly transitions: readonly { readonly at: number; readonly what: string }[];
  /** Properties of web chat's current token, or null before the first token. */
  readonly token: {
    /** The signature algorithm, always `'RS256'`. */
    readonly algorithm: string;
    /** The names of the token's claims, without their values. */
    readonly claims: readonly string[];
    /** The rest of the token's life when the token arrived, in milliseconds. 0 without `exp`. */
    readonly lifetimeMs: number;
    /**
     * How far this device's clock is ahead of your backend's clock, in milliseconds. 0 if the SDK
     * cannot read the backend's clock.
     */
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
      transitions = [...transitions, { at: Date.now(), what }].slice(-MAX_TRANSITIONS);
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
