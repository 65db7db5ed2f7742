// The long run of the model and of the hostile answers, on two cores: `npm run test:soak`.
// MODEL_RUNS, MODEL_SEED, HOSTILE_RUNS choose how long and which.
import { partsOf, ROOT, runTest, twoAtATime } from './parts.mjs';

const RUNS = Number(process.env.MODEL_RUNS ?? 20_000);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1e9);
const HOSTILE = Number(process.env.HOSTILE_RUNS ?? 100_000);

async function run(test, settings) {
  const { code, output } = await runTest(ROOT, test, settings);
  for (const line of output.match(/^(model|hostile).*/gm) ?? []) console.log(line);
  if (code !== 0) console.log(output);
  return { code, commands: Number(/(\d+) commands/.exec(output)?.[1] ?? 0) };
}

const startedAt = performance.now();
const results = await twoAtATime([
  () => run('test/unit/hostile.test.ts', { HOSTILE_RUNS: String(HOSTILE), HOSTILE_SEED: String(SEED) }),
  ...partsOf(RUNS, SEED).map((part) => () => run('test/model/model.test.ts', part)),
]);
const commands = results.reduce((sum, result) => sum + result.commands, 0);
const failed = results.filter(({ code }) => code !== 0).length;
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(
  `soak: ${RUNS} sequences, ${commands} commands, ${HOSTILE} hostile answers, ${seconds} s, seed ${SEED}, ${failed} parts failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
