/**
 * Measures everything in one browser: `npm run bench`. With `-- --write`, it also writes the
 * figures into docs/performance.md. With names of figures, it measures only those.
 */
import { parseArgs } from 'node:util';
import { launch } from './browser.js';
import { machine, print, write } from './document.js';
import { burst } from './figures/burst.js';
import { click } from './figures/click.js';
import { mainThread } from './figures/mainThread.js';
import { message } from './figures/message.js';
import { opening } from './figures/opening.js';
import { packages } from './figures/packages.js';
import { placement } from './figures/placement.js';
import { start } from './figures/start.js';
import { unopened } from './figures/unopened.js';
import { type Figure, summary } from './table.js';

const all = { opening, placement, click, message, burst, unopened, start, packages, mainThread };
const names = Object.keys(all) as (keyof typeof all)[];
const { values, positionals } = parseArgs({
  args: process.argv.slice(1),
  options: { write: { type: 'boolean' } },
  allowPositionals: true,
});
const wanted = names.filter((name) => positionals.includes(name));
const unknown = positionals.filter((word) => !(word in all));
if (unknown.length > 0) throw new Error(`No figure is called ${unknown.join(', ')}; there are ${names.join(', ')}.`);

const figures: Figure[] = [];
const browser = await launch();
const measured = machine(browser.version);
try {
  for (const name of wanted.length > 0 ? wanted : names) {
    const found = await all[name](browser);
    const figure = { ...found, table: `${found.table}\n\n${measured}` };
    print(figure);
    figures.push(figure);
  }
} finally {
  await browser.close();
}
const aims = summary(figures);
print(aims);
if (values.write) write([...figures, aims], wanted.length > 0);
