/** The backends in other languages: how each is started, with keys of its own. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { payload, signing } from '../keys.js';
import { openFolder } from './check.js';

const file = (path: string) => fileURLToPath(new URL(`../../../examples/backends/${path}`, import.meta.url));
const works = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

export interface OtherLanguage {
  readonly isThere: boolean;
  /** The packages of Debian that contain the runtime. */
  readonly packages: string;
  readonly start: readonly [command: string, ...args: string[]];
  /** Prints `{ name: 600 times x }`, encrypted by the backend's own function. */
  readonly encryptLong: (env: NodeJS.ProcessEnv) => string;
}

export const otherLanguages: Record<'Python' | 'PHP' | 'Java', OtherLanguage> = {
  Python: {
    isThere: works('python3', '-c', 'import cryptography'),
    packages: 'python3-cryptography',
    start: ['python3', file('python/server.py')],
    encryptLong: (env) => {
      const code = 'import server; print(server.encrypt({"name": "x" * 600}))';
      return execFileSync('python3', ['-B', '-c', code], { env, cwd: file('python'), encoding: 'utf8' });
    },
  },
  PHP: {
    isThere: works('php', '-r', 'exit(function_exists("openssl_sign") && PHP_VERSION_ID >= 80100 ? 0 : 1);'),
    packages: 'php-cli',
    start: ['php', '-S', 'localhost:0', file('php/server.php')],
    encryptLong: (env) => {
      const request = '$_SERVER = ["REQUEST_METHOD" => "GET", "REQUEST_URI" => "/"] + $_SERVER;';
      const quiet = `ob_start(); require '${file('php/server.php')}'; ob_end_clean();`;
      const code = `${request} ${quiet} echo encrypt(["name" => str_repeat("x", 600)]);`;
      return execFileSync('php', ['-r', code], { env, encoding: 'utf8' });
    },
  },
  Java: {
    isThere: works('javac', '--release', '17', '-version'),
    packages: 'default-jdk-headless',
    start: ['java', file('java/Server.java')],
    encryptLong: (env) => {
      const folder = openFolder();
      const call =
        'System.out.println(new Server(System.getenv()).encrypt(java.util.Map.of("name", "x".repeat(600))));';
      const main = `class Main { public static void main(String[] a) throws Exception { ${call} } }`;
      writeFileSync(join(folder, 'Main.java'), main);
      execFileSync('javac', ['-d', folder, file('java/Server.java'), join(folder, 'Main.java')], { stdio: 'pipe' });
      return execFileSync('java', ['-cp', folder, 'Main'], { env, encoding: 'utf8' });
    },
  },
};

/**
 * The environment that a backend needs, with the keys in files; `publicKey` is the file that
 * verifies its tokens.
 */
export function writeKeys() {
  const folder = openFolder();
  const write = (name: string, pem: string | Buffer) => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  const env = {
    ...process.env,
    PORT: '0',
    COOKIE_SECRET: 'made for the test, and long enough',
    SIGNING_KEY_FILE: write('signing.pem', signing.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    IBM_PUBLIC_KEY_FILE: write('ibm.pem', payload.publicKey.export({ type: 'spki', format: 'pem' })),
  };
  return { env, write, publicKey: write('public.pem', signing.publicKey.export({ type: 'spki', format: 'pem' })) };
}

export interface Running {
  /** Resolves with the address, which the backend prints when it listens. */
  readonly url: Promise<string>;
  output(): string;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

/** Runs until the end of the test. */
export function startBackendIn({ start: [command, ...args] }: OtherLanguage, env: NodeJS.ProcessEnv): Running {
  const server = spawn(command, args, { env });
  onTestFinished(() => void server.kill());
  let output = '';
  const ended = new Promise<number | null>((resolve) => server.once('close', resolve));
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const [address] = /http:\/\/localhost:\d+/.exec(output) ?? [];
      if (address) resolve(address);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    void ended.then(() => reject(new Error(output)));
  });
  url.catch(() => {});
  return { url, ended, output: () => output };
}
