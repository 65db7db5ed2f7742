/** The output of `npm test` about its suites. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closingLines, runSuites } from './suiteRunner.mjs';
import type { Suite } from './suites.mjs';

const says = (...lines: string[]) => `node -e "${lines.map((line) => `console.log('${line}')`).join(';')}"`;

async function run(...suites: Suite[]) {
  let printed = '';
  const results = await runSuites(suites, (text) => {
    printed += text;
  });
  return { results, printed };
}

test('a suite that passes is one line, without its output', async () => {
  const { printed } = await run({ name: 'calm', command: says('a log', '3 passed, 0 failed, 1 skipped') });

  expect(printed).toMatch(/^ok +calm +\d+\.\d CPU s +3 passed, 1 skipped\n$/);
});

test('a suite that fails shows all that it printed', async () => {
  const { printed, results } = await run({ name: 'broken', command: `${says('why it failed')}; exit 3` });

  expect(printed).toMatch(/^\nwhy it failed\n\nFAILED +broken .* 1 failed\n$/);
  expect(results[0]?.code).toBe(3);
});

test('a suite that ends in failure counts as failed, even if each of its tests passed', async () => {
  const { results } = await run({ name: 'uncovered', command: `${says('5 passed, 0 failed, 0 skipped')}; exit 1` });

  expect(results[0]?.count).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test("the processor time of a suite's child processes is part of its own", async () => {
  const busy = 'for (const end = process.cpuUsage().user + 3e5; process.cpuUsage().user < end; );';
  const { results } = await run({ name: 'busy', command: `sh -c 'node -e "${busy}"'` });

  expect(results[0]?.cpuSeconds).toBeGreaterThanOrEqual(0.3);
});

test('if a suite that all others need fails, the others do not run', async () => {
  const { results } = await run(
    { name: 'build', command: 'exit 1', isNeeded: true },
    { name: 'next', command: 'true' },
  );

  expect(results.map(({ name }) => name)).toEqual(['build']);
});

test('the last lines name each omission once, and add up the counts', async () => {
  const left = says('LEFT OUT: Java. Install it.', '2 passed, 0 failed, 1 skipped');
  const { results } = await run({ name: 'one', command: left }, { name: 'other', command: left });
  const lines = closingLines(results);

  expect(lines[0]).toMatch(/total +\d+\.\d CPU s/);
  expect(lines.slice(1)).toEqual(['LEFT OUT: Java. Install it.', '4 passed, 0 failed, 2 skipped']);
});

test('runs with the same tally file sum up together', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tally.json');
  const { results } = await run({ name: 'one', command: says('2 passed, 0 failed, 1 skipped') });

  expect(closingLines(results, [], file).at(-1)).toBe('2 passed, 0 failed, 1 skipped');
  expect(closingLines(results, [], file).at(-1)).toBe('4 passed, 0 failed, 2 skipped');
});
