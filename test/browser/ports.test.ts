/** Two browsers that start at the same time get different ports. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { reservePort } from './drivers/ports.js';

test('a port is given to one program alone, also before that listens', async () => {
  const chance = Math.random();
  vi.spyOn(Math, 'random').mockReturnValueOnce(chance).mockReturnValueOnce(chance);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await reservePort()).not.toBe(await reservePort());
});
