/** Runs the built command as a user does. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { env: { PATH: process.env['PATH'] ?? '', ...env } });
    const told = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      told.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      told.stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...told }));
    child.stdin.end(input);
  });
}
