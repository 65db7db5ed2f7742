/** How often and in which order a figure is measured, and the statistics of it. */

/** `BENCH_ROUNDS` stands for every figure's own number. */
const roundsOf = (usual: number) => Number(process.env['BENCH_ROUNDS'] ?? usual);

export interface Rounds {
  rounds: number;
  /**
   * The delay between the starts of two visits that run in parallel. Use it for visits that mostly
   * wait. If it is undefined, the visits run one after the other.
   */
  apartMs?: number;
}

/**
 * Measures the variants in turn, A B A B, so that a temporary load on the machine slows all of
 * them. The first round is a warm-up and does not count.
 */
export async function alternate<Name extends string, Seen>(
  { rounds, apartMs }: Rounds,
  names: readonly Name[],
  measure: (name: Name) => Promise<Seen>,
): Promise<Record<Name, Seen[]>> {
  const seen = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Seen[]>;
  for (let round = 0; round <= roundsOf(rounds); round++) {
    const results: Seen[] = [];
    const named = (name: Name) =>
      measure(name).catch((cause) => {
        throw new Error(`Could not measure "${name}" in round ${round}`, { cause });
      });
    if (apartMs === undefined) for (const name of names) results.push(await named(name));
    else results.push(...(await sideBySide(names, named, apartMs)));
    if (round > 0) names.forEach((name, index) => void seen[name].push(results[index]!));
  }
  return seen;
}

function sideBySide<Name, Seen>(names: readonly Name[], measure: (name: Name) => Promise<Seen>, apartMs: number) {
  return Promise.all(names.map((name, index) => pause(index * apartMs).then(() => measure(name))));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Returns the median of one property of all samples. */
export function medianOf<Seen>(seen: readonly Seen[], read: (one: Seen) => number): number {
  return median(seen.map(read));
}
