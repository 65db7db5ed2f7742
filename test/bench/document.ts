/** Owns where figures go: standard output, and their places in `docs/performance.md`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Figure } from './table.js';

const path = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** The machine, as whoever repeats it has to know it. */
export function machine(browserVersion: string): Figure {
  const processor = cpus()[0]?.model ?? 'an unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const date = new Date().toISOString().slice(0, 10);
  const parts = [`${availableParallelism()} cores of ${processor}`, memory, browserVersion, `Node ${process.version}`];
  // Of the last minute, in front of the benchmark's own: others may have the processor too.
  const load = (loadavg()[0] ?? Number.NaN).toFixed(1);
  return { name: 'machine', table: `Measured on ${date}: ${parts.join(', ')}. Load before the run: ${load}.` };
}

export function print({ name, table }: Figure): void {
  console.log(`\n${name}\n\n${table}`);
}

/** Puts each figure between its two marks. */
export function write(figures: readonly Figure[]): void {
  const written = figures.reduce(
    (text, { name, table }) => {
      const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [before, after] = [text.indexOf(begin), text.indexOf(end)];
      if (before < 0 || after < before) throw new Error(`docs/performance.md has no place for the figure "${name}".`);
      return `${text.slice(0, before)}${begin}\n${table}\n${text.slice(after)}`;
    },
    readFileSync(path, 'utf8'),
  );
  writeFileSync(path, written);
}
