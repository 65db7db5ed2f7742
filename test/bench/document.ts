/** Writes figures to standard output, and to their places in `docs/performance.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Figure } from './table.js';

const path = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/**
 * Describes the machine and its load before the benchmark. Both are needed to repeat the benchmark.
 */
export function machine(browserVersion: string): string {
  const processor = cpus()[0]?.model ?? 'an unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const date = new Date().toISOString().slice(0, 10);
  const parts = [`${availableParallelism()} cores of ${processor}`, memory, browserVersion, `Node ${process.version}`];
  const load = (loadavg()[0] ?? Number.NaN).toFixed(1);
  return wrapped(`Measured on ${date}: ${parts.join(', ')}. Load before the run: ${load}.`);
}

/** Prose in the guides has at most 100 columns. */
function wrapped(text: string): string {
  return text.replace(/(.{1,100})(?: |$)/g, '$1\n').trimEnd();
}

export function print({ name, table }: Figure): void {
  console.log(`\n${name}\n\n${table}`);
}

/**
 * Puts each figure between its two marks.
 * @param isPart whether only some figures were measured, so that the targets of the others stay
 */
export function write(figures: readonly Figure[], isPart: boolean): void {
  const written = figures.reduce(
    (text, { name, table: measured }) => {
      const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [before, after] = [text.indexOf(begin), text.indexOf(end)];
      if (before < 0 || after < before) throw new Error(`docs/performance.md has no place for the figure "${name}".`);
      const table =
        isPart && name === 'targets' ? mergeRows(text.slice(before + begin.length, after), measured) : measured;
      return `${text.slice(0, before)}${begin}\n${table}\n${text.slice(after)}`;
    },
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, written);
}

/** Returns the old rows. A row of the new table replaces the old row with the same first cell. */
function mergeRows(old: string, now: string): string {
  const keyOf = (row: string) => row.split('|')[1]?.trim();
  const fresh = new Map(now.split('\n').map((row) => [keyOf(row), row]));
  const rows = old.trim().split('\n');
  const merged = rows.map((row) => fresh.get(keyOf(row)) ?? row);
  const known = new Set(rows.map(keyOf));
  return [...merged, ...[...fresh].filter(([key]) => !known.has(key)).map(([, row]) => row)].join('\n');
}
