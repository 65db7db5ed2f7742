/** Two browsers that start at the same time get different ports. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { reservePort } from './drivers/ports.js';

test('each program gets a port of its own, even before it listens', async () => {
  const chance = Math.random();
  vi.spyOn(Math, 'random').mockReturnValueOnce(chance).mockReturnValueOnce(chance);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await reservePort()).not.toBe(await reservePort());
});
