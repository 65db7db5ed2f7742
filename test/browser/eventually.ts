/** How long a test waits for a change that the visitor is about to see. */
import { expect } from 'vitest';

/** Looks until the assertion that follows holds. */
export const eventually = <Seen>(look: () => Promise<Seen> | Seen, timeout = 10_000) =>
  expect.poll(look, { timeout, interval: 50 });
