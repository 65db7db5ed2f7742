/** A command of this project in a process of its own, with its output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Running {
  child: ChildProcess;
  output(): string;
  /** Resolves with the first match in the output. Rejects if the process ends without one. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit status. */
  ended(): Promise<number | null>;
}

/** The process is killed at the end of the test if it is still running. */
export function run(script: string, environment: Record<string, string>, args: string[] = []): Running {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { env: { PATH: process.env['PATH'], ...environment } });
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));

  return {
    child,
    output: () => output,
    ended: async () => (await exit)[0],
    async prints(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`It ended without printing ${pattern}:\n${output}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), exit]);
      }
    },
  };
}
