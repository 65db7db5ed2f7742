/** Prints figures: a Markdown table, and the words for numbers in it. */

/** The result of one file of `figures/`. `name` is its place in `docs/performance.md`. */
export interface Figure {
  name: string;
  table: string;
  targets?: readonly Target[];
}

/** The target and the result. */
export interface Target {
  what: string;
  aim: string;
  measured: string;
  isMet: boolean;
}

/** @param alignment a letter for each column: `l` or `r` */
export function table(alignment: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = [...alignment].map((side) => (side === 'r' ? '---:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function summary(figures: readonly Figure[]): Figure {
  const targets = figures.flatMap(({ targets = [] }) => targets);
  const rows = targets.map(({ what, aim, measured, isMet }) => [what, aim, measured, isMet ? 'met' : '**missed**']);
  return { name: 'targets', table: table('llll', ['what', 'target', 'measured', ''], rows) };
}

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const ratio = (value: number, to: number) => (value / to).toFixed(2);
export const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
