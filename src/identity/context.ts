import type { ResolvedOptions } from '../options.js';
import type { Store } from '../state.js';
import type { TokenSource } from './tokenSource.js';
import type { UserCookie } from './userCookie.js';

/** The parts of one chat that the modules of this folder share. */
export interface IdentityContext {
  readonly options: ResolvedOptions;
  readonly store: Store;
  readonly cookie: UserCookie;
  readonly tokens: TokenSource;
  readonly life: AbortSignal;
  /** Runs an operation once those before it are done. */
  enqueue(operation: () => Promise<void>): Promise<void>;
}
