/** Owns which token web chat may have now: one request at a time, and nothing from an epoch that is over. Knows nothing of web chat. */
import { within } from '../clock.js';
import type { SecureWebChatError } from '../errors.js';
import type { EndpointContext } from '../options.js';
import type { IdentityToken } from '../token.js';

/** How long a request of the old epoch may still take: its late `Set-Cookie` must not undo a login or logout. */
const SETTLE_LIMIT_MS = 2_000;

export type Reason = EndpointContext['reason'];

export interface Identity {
  /**
   * A token of the open epoch other than the `refused` one: the one at hand if it is alive, otherwise a new one.
   * While the epoch is closed it waits; a caller that began in an older epoch gets the newer one's token.
   */
  next(reason: Reason, refused: IdentityToken | null): Promise<IdentityToken>;
  /** Ends the epoch: its tokens are never given out again. Settles once its request has, or was aborted. */
  close(): Promise<void>;
  /** Begins the next epoch. */
  open(): void;
}

export function createIdentity(
  fetchToken: (reason: Reason, signal: AbortSignal) => Promise<IdentityToken>,
  life: AbortSignal,
): Identity {
  let epoch = new AbortController();
  let held: IdentityToken | null = null;
  let inFlight: Promise<IdentityToken> | null = null;
  let opened = Promise.resolve();
  let open: (() => void) | null = null;

  async function request(reason: Reason, current: AbortController): Promise<IdentityToken> {
    try {
      const token = await fetchToken(reason, current.signal);
      if (current === epoch) held = token;
      return token;
    } finally {
      if (current === epoch) inFlight = null;
    }
  }

  function begin(): void {
    open?.();
    open = null;
  }

  life.addEventListener('abort', () => {
    epoch.abort(life.reason);
    begin();
  });

  return {
    async next(reason, refused) {
      let hasJoined = false;
      for (;;) {
        while (open) await opened;
        life.throwIfAborted();
        if (held && held !== refused && held.isAlive()) return held;
        const current = epoch;
        const joins = inFlight !== null;
        inFlight ??= request(reason, current);
        try {
          const token = await inFlight;
          if (current === epoch) return token;
        } catch (error) {
          // Whoever joined a request that had used up its attempts gets one of its own.
          const isOver = hasJoined || !joins || !(error as SecureWebChatError).retryable;
          if (current === epoch && isOver) throw error;
          hasJoined ||= current === epoch;
        }
      }
    },
    async close() {
      const old = epoch;
      const pending = inFlight;
      epoch = new AbortController();
      held = inFlight = null;
      if (!open) {
        opened = new Promise((resolve) => {
          open = resolve;
        });
      }
      if (pending) await within(SETTLE_LIMIT_MS, life, () => pending).catch(() => {});
      old.abort();
    },
    open: begin,
  };
}
