/** `npm run test:mutations`: the walk over the rule notices each wrong rule. */
import { expect, test } from 'vitest';
import * as rules from '../../src/identity/session.js';
import { Violation, walk } from '../unit/identity/sessionWalk.js';
import { STYLES } from '../unit/memoryBackend.js';
import { WRONG_RULES } from './wrongRules.js';

const SETTINGS = STYLES.flatMap((style) => [
  { style, keep: false },
  { style, keep: true },
]);

test.each(Object.entries(WRONG_RULES))('the walk notices a wrong %s', { timeout: 120_000 }, (_name, wrong) => {
  expect(() => {
    for (const setting of SETTINGS) walk({ ...rules, ...wrong }, setting);
  }).toThrow(Violation);
});
