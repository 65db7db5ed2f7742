/**
 * Plays sequences of anything that can happen, in any order. MODEL_RUNS, MODEL_SEED and MODEL_PATH
 * (both printed on failure) choose which.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FOUND } from './found.js';
import { anySequence, anySetting, play } from './steps.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 500);
const SEED = Number(process.env['MODEL_SEED'] ?? 20_261_121);
const PATH = process.env['MODEL_PATH'];

test(`${RUNS} sequences of calls, events, answers and waits break no promise`, { timeout: 3_600_000 }, async () => {
  const startedAt = performance.now();
  let steps = 0;
  const property = fc.asyncProperty(anySetting, anySequence, async (setting, sequence) => {
    steps += sequence.length;
    await play(setting, sequence);
  });
  const result = await fc.check(property, { numRuns: RUNS, seed: SEED, ...(PATH && { path: PATH }) });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.info(`model: ${result.numRuns} sequences, ${steps} commands, ${seconds} s, seed ${SEED}`);
  if (!result.counterexample) return;
  const [setting, sequence] = result.counterexample;
  const { message } = result.errorInstance as Error;
  const again = `MODEL_SEED=${SEED} MODEL_PATH=${result.counterexamplePath}`;
  expect.fail([`Violation: ${message}`, JSON.stringify(setting), ...sequence, again].join('\n  '));
});

test.each(Object.entries(FOUND))('no longer: %s', async (_name, [setting, sequence]) => {
  await expect(play(setting, sequence)).resolves.toBeUndefined();
});
