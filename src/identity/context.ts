/** The parts of one chat that all modules of this folder share. */
import type { ResolvedOptions } from '../options.js';
import type { Store } from '../state.js';
import type { TokenSource } from './tokenSource.js';
import type { UserCookie } from './userCookie.js';

export interface IdentityContext {
  readonly options: ResolvedOptions;
  readonly store: Store;
  readonly cookie: UserCookie;
  readonly tokens: TokenSource;
  readonly life: AbortSignal;
  /** Runs an operation once those before it are done. */
  enqueue(operation: Operation<void>): Promise<void>;
}

/**
 * Work in the queue. `nextChange` aborts at the next call of `login()` or `logout()`, even before
 * the operation's turn. The operation then must not wait for a token any longer.
 */
export type Operation<Result> = (nextChange: AbortSignal) => Promise<Result>;
