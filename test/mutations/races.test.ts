// @vitest-environment happy-dom
/**
 * `npm run test:mutations`: the random model notices each wrong part around the rule. MODEL_SEED
 * chooses other sequences.
 */
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WRONG_PARTS } from './wrongParts.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 5_000);
const SEED = Number(process.env['MODEL_SEED'] ?? 20_261_128);

test.each(Object.entries(WRONG_PARTS))(
  'that %s is noticed',
  { timeout: 900_000 },
  async (_name, { module, replace }) => {
    const path = `../../src/${module}.js`;
    vi.resetModules();
    vi.doMock(path, async (importOriginal) => {
      const right = await importOriginal<object>();
      return { ...right, ...replace(right) };
    });
    onTestFinished(() => vi.doUnmock(path));
    const { anySequence, anySetting, play } = await import('../model/steps.js');
    const property = fc.asyncProperty(anySetting, anySequence, play);
    const { failed, numRuns, errorInstance } = await fc.check(property, {
      numRuns: RUNS,
      seed: SEED,
      endOnFailure: true,
    });
    console.info(`after ${numRuns} sequences: ${String(errorInstance)}`);
    expect(failed).toBe(true);
    expect(String(errorInstance)).not.toMatch(/TypeError|ReferenceError/);
  },
);
