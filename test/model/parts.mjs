// The processes of the long runs. The runs are split into parts, and two play at a time on two
// cores.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A process becomes slow after many sequences. */
const PART = 2_500;

/** Splits this number of sequences into parts, each with its own seed, as settings of `runTest`. */
export function partsOf(runs, seed) {
  return Array.from({ length: Math.ceil(runs / PART) }, (_, part) => ({
    MODEL_RUNS: String(Math.min(PART, runs - part * PART)),
    MODEL_SEED: String(seed + part),
  }));
}

/**
 * Runs one test file.
 * @returns its outcome and its output
 */
export function runTest(cwd, test, settings, ...options) {
  return new Promise((resolve) => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--silent=false', '--project', test.split('/')[1], test, ...options];
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...settings, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** @returns the results of the jobs, in no order */
export async function twoAtATime(jobs) {
  const waiting = [...jobs];
  const results = [];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) results.push(await job());
  };
  await Promise.all([work(), work()]);
  return results;
}
