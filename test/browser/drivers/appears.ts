/** How long a driver waits for an element to appear. */

const WITHIN_MS = 10_000;
const POLL_MS = 50;

/** @returns the first result of `look` that is not empty */
export async function appears<Found>(what: string, look: () => Promise<Found | null>): Promise<Found> {
  const until = Date.now() + WITHIN_MS;
  do {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (Date.now() < until);
  throw new Error(`Could not find the ${what} because none was visible within ${WITHIN_MS / 1000} s.`);
}
