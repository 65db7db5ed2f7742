import { expect, test } from 'vitest';
import * as rules from '../../../src/identity/session.js';
import { STYLES } from '../memoryBackend.js';
import { walk } from './sessionWalk.js';

/** The number of states. It may grow. It may shrink only for a reason. */
const STATES = {
  sid: { ends: 89_793, keeps: 93_000 },
  cookie: { ends: 98_011, keeps: 110_335 },
  neither: { ends: 28_000, keeps: 30_000 },
};

const SETTINGS = STYLES.flatMap((style) => [
  { style, keep: false },
  { style, keep: true },
]);

test.each(SETTINGS)(
  'in every state of a tab, nobody sees the lines of another person, and nobody who stays loses a line (%o)',
  { timeout: 120_000 },
  ({ style, keep }) => {
    const { states, steps } = walk(rules, { style, keep });
    console.info(`${style}, ${keep ? 'keeps' : 'ends'}: ${states} states, ${steps} steps`);
    expect(states).toBeGreaterThanOrEqual(STATES[style][keep ? 'keeps' : 'ends']);
  },
);
