/** A runtime as a process that serves the token endpoint. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export interface Runtime {
  /**
   * The places in which npm puts the program. Which one it is depends on whether npm may run
   * install scripts.
   */
  readonly programs: readonly string[];
  readonly words: readonly string[];
}

export const runtimes: Readonly<Record<string, Runtime>> = {
  'Node.js': { programs: [process.execPath], words: ['servers/node.mjs'] },
  Deno: {
    programs: ['node_modules/@deno/*/deno', 'node_modules/deno/deno'],
    words: ['run', '--no-prompt', '--no-config', '--allow-net=127.0.0.1', '--allow-env', 'servers/deno.mjs'],
  },
  Bun: { programs: ['node_modules/@oven/*/bin/bun', 'node_modules/bun/bin/bun.exe'], words: ['servers/bun.mjs'] },
  Workers: {
    programs: ['node_modules/@cloudflare/*/bin/workerd'],
    words: ['serve', '--control-fd=1', 'servers/worker.capnp'],
  },
};

/** @returns undefined if npm has no build of it for this machine */
export function findProgram({ programs }: Runtime): string | undefined {
  return programs.flatMap(buildsOf).find((program) => spawnSync(program, ['--version']).status === 0);
}

/**
 * npm puts the build for a machine into a package of its own, whose name says which machine that
 * is.
 */
function buildsOf(program: string): readonly string[] {
  const [folder = '', rest = ''] = program.split('/*/');
  if (!rest) return [resolve(path('.'), program)];
  return existsSync(path(folder)) ? readdirSync(path(folder)).map((build) => path(`${folder}/${build}/${rest}`)) : [];
}

/** @returns its address */
export function serve(program: string, { words }: Runtime, environment: Record<string, string>): Promise<string> {
  const child = spawn(program, [...words], { cwd: path('.'), env: environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let told = '';
    const listen = (chunk: Buffer) => {
      told += chunk;
      const port = /\bport"?[: ]+(\d+)/.exec(told)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`It ended with ${status}: ${told}`)));
  });
}
