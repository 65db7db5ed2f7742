// Runs suites one after the other. It prints a line for each suite, its output only if it fails,
// and a tally at the end.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/**
 * @typedef {{ name: string, code: number, output: string, count: Count, cpuSeconds: number,
 * leftOut: string[] }} Result
 */

const root = join(import.meta.dirname, '..');
const CLOSING_LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped$/gm;

/**
 * @param {readonly Suite[]} suites
 * @param {(text: string) => void} write
 * @returns {Promise<Result[]>} of those that ran
 */
export async function runSuites(suites, write) {
  /** @type {Result[]} */
  const results = [];
  for (const suite of suites) {
    const result = await runSuite(suite);
    results.push(result);
    if (result.code !== 0) write(`\n${result.output.trim()}\n\n`);
    write(`${lineOf(result)}\n`);
    if (result.code !== 0 && suite.isNeeded) break;
  }
  return results;
}

/** @param {Suite} suite @returns {Promise<Result>} */
async function runSuite(suite) {
  const child = start(suite);
  let output = '';
  let times = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  child.stdio[3]?.on('data', (data) => (times += data));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (status) => resolve(status ?? 1));
  });
  return {
    name: suite.name,
    code,
    output,
    count: countOf(output, code),
    cpuSeconds: cpuSecondsOf(times),
    leftOut: output.match(/^LEFT OUT: .*/gm) ?? [],
  };
}

/** @param {Suite} suite */
function start({ command, env }) {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const settings = { cwd: root, env: { ...process.env, ...env, PATH: path, NO_COLOR: '1' } };
  if (process.platform === 'win32') return spawn(command, { ...settings, shell: true });
  // A POSIX shell knows the processor time of all its children. It tells them on a pipe of its own.
  const script = `{ ${command}; } 3>&-; status=$?; times >&3; exit $status`;
  return spawn('sh', ['-c', script], { ...settings, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
}

/**
 * A suite that counts no tests counts as one.
 * @param {string} output
 * @param {number} code
 * @returns {Count}
 */
function countOf(output, code) {
  const [last] = [...output.matchAll(CLOSING_LINE)].slice(-1);
  if (!last) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const [passed = 0, failed = 0, skipped = 0] = last.slice(1).map(Number);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), skipped };
}

/** `0m1.50s 0m0.25s` for the shell, and a second line for its children. @param {string} times */
function cpuSecondsOf(times) {
  const parts = [...times.matchAll(/(\d+)m([\d.,]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds?.replace(',', '.')),
    0,
  );
}

/** @param {Result} result */
function lineOf({ name, code, count: { passed, failed, skipped }, cpuSeconds }) {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const verdict = code === 0 ? 'ok    ' : 'FAILED';
  return [verdict, name.padEnd(14), secondsOf(cpuSeconds).padStart(9), `  ${counts.filter(Boolean).join(', ')}`].join(
    ' ',
  );
}

/** @param {number} seconds */
const secondsOf = (seconds) => `${seconds.toFixed(1)} CPU s`;

/**
 * Adds the results to the file `TALLY_FILE`. Runs that belong together use the same file.
 * @param {readonly Result[]} results
 * @param {readonly string[]} [leftOut] the tests that all results omit
 * @param {string} [file]
 * @returns the last lines of the run
 */
export function closingLines(results, leftOut = [], file) {
  const earlier = file ? readTally(file) : [];
  const all = [...earlier, ...results.map(({ count, cpuSeconds }) => ({ ...count, cpuSeconds }))];
  if (file) writeFileSync(file, JSON.stringify(all));
  const sum = (/** @type {'passed' | 'failed' | 'skipped' | 'cpuSeconds'} */ key) =>
    all.reduce((total, counted) => total + counted[key], 0);
  return [
    `       total          ${secondsOf(sum('cpuSeconds')).padStart(9)}`,
    ...new Set([...leftOut, ...results.flatMap((result) => result.leftOut)]),
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  ];
}

/** @param {string} file @returns {(Count & { cpuSeconds: number })[]} */
function readTally(file) {
  const text = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  return text ? JSON.parse(text) : [];
}
