/** Vite in a process of its own, serving a folder that has it installed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ownEnvironment } from './packed.js';

/**
 * Ends with the test.
 *
 * @returns the address, once Vite says it
 */
export function serveWithVite(
  folder: string,
  command: 'dev' | 'preview',
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const vite = join(folder, 'node_modules/vite/bin/vite.js');
  const env = { ...ownEnvironment(), ...environment, NO_COLOR: '1' };
  const server = spawn(process.execPath, [vite, command, '--port', '0'], { cwd: folder, env });
  const ended = new Promise((resolve) => server.once('close', resolve));
  onTestFinished(async () => {
    server.kill();
    await ended;
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const listen = (words: Buffer) => {
      said += words;
      const url = /Local:\s+(\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`Could not serve the application because Vite ended; it said: ${said}`)));
  });
}
