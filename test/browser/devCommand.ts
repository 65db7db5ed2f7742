/** `npx secure-web-chat dev`, as the packed package has it, in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ownEnvironment } from './packed.js';

export interface DevCommand {
  /** The address of its page. */
  readonly url: string;
  readonly output: () => string;
}

/**
 * Ends with the test.
 *
 * @param folder with the package in `node_modules`
 */
export async function startDevCommand(folder: string, ...args: string[]): Promise<DevCommand> {
  const command = join(folder, 'node_modules/.bin/secure-web-chat');
  const child = spawn(command, ['dev', '--port', '0', ...args], { cwd: folder, env: ownEnvironment() });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(`did not start: ${message}`));
    child.once('close', () => resolve('ended'));
  });
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (words: Buffer) => {
      output += words;
      const found = /Page\s+(\S+)/.exec(output)?.[1];
      if (found && output.includes('Ctrl+C')) resolve(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then((end) => reject(new Error(`The command ${end}; it said: ${output}`)));
  });
  return { url, output: () => output };
}
