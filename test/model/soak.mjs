// The long run of the model and of the hostile answers, on two cores: `npm run test:soak`. MODEL_RUNS, MODEL_SEED, HOSTILE_RUNS choose how long and which.
import { spawn } from 'node:child_process';

const RUNS = Number(process.env.MODEL_RUNS ?? 20_000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1e9);
const HOSTILE = Number(process.env.HOSTILE_RUNS ?? 100_000);
/** A process that plays for long grows slow. */
const PART = 2_500;

function run(test, settings) {
  return new Promise((resolve) => {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', `test/unit/${test}.test.ts`];
    const child = spawn(process.execPath, args, { env: { ...process.env, ...settings, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => {
      for (const line of output.match(/^(model|hostile).*/gm) ?? []) console.log(line);
      if (code !== 0) console.log(output);
      resolve({ code, commands: Number(/(\d+) commands/.exec(output)?.[1] ?? 0) });
    });
  });
}

const startedAt = performance.now();
const jobs = Array.from({ length: Math.ceil(RUNS / PART) }, (_, part) => () => {
  return run('model', { MODEL_RUNS: String(Math.min(PART, RUNS - part * PART)), MODEL_SEED: String(SEED + part) });
});
jobs.unshift(() => run('hostile', { HOSTILE_RUNS: String(HOSTILE), HOSTILE_SEED: String(SEED) }));
const results = [];
const work = async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) results.push(await job());
};
await Promise.all([work(), work()]);
const commands = results.reduce((sum, result) => sum + result.commands, 0);
const failed = results.filter(({ code }) => code !== 0).length;
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(
  `soak: ${RUNS} sequences, ${commands} commands, ${HOSTILE} hostile answers, ${seconds} s, seed ${SEED}, ${failed} parts failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
