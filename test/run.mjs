// `npm test`, `npm run test:all` and `npm run test:rest`: runs the suites of `suites.mjs`, or those
// that you name.
import { closingLines, runSuites } from './suiteRunner.mjs';
import { quick, rest } from './suites.mjs';

const [which = '', ...names] = process.argv.slice(2);
const suites = { quick, rest, all: [...quick, ...rest] }[which] ?? [];
const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));
if (chosen.length === 0) {
  throw new Error(`There is no such suite; name some of: ${suites.map(({ name }) => name).join(', ')}.`);
}

const results = await runSuites(chosen, (text) => void process.stdout.write(text));
const isQuick = which === 'quick' && names.length === 0;
const leftOut = isQuick ? [`LEFT OUT: ${rest.map(({ name }) => name).join(', ')}. Run npm run test:all.`] : [];
console.log(closingLines(results, leftOut, process.env['TALLY_FILE']).join('\n'));
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
