/** The short backends in other languages do what they show, where their runtimes are there; one line each says where not. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import NodeRSA from 'node-rsa';
import { expect, onTestFinished, test } from 'vitest';
import { payload, signing } from '../keys.js';
import { check, idsWith, openFolder } from './check.js';

const file = (path: string) => fileURLToPath(new URL(`../../../examples/backends/${path}`, import.meta.url));
const works = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const long = { name: 'x'.repeat(600) };

interface Guide {
  readonly isThere: boolean;
  /** Debian's packages. */
  readonly packages: string;
  readonly start: readonly [command: string, ...args: string[]];
  /** Prints `long`, encrypted by the guide's own function. */
  readonly encryptLong: (env: NodeJS.ProcessEnv) => string;
}

const guides: Record<string, Guide> = {
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

for (const [language, { isThere, packages, start, encryptLong }] of Object.entries(guides)) {
  if (!isThere)
    console.warn(
      `NOT TESTED: the backend in ${language}. Install what it needs (Debian: apt-get install ${packages}).`,
    );

  test.skipIf(!isThere)(`the backend in ${language} passes every check`, async () => {
    const { env, publicKey } = writeKeys();
    const url = await startServer(start, env);
    const routes = ['--login', '/authenticate', '--logout', '/logout', '--public-key', publicKey];
    const report = await check([`${url}/createJWT`, ...routes], { username: 'cade', password: 'lendyr-demo' });

    expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
    expect(report.count.pass).toBeGreaterThan(40);
  });

  test.skipIf(!isThere)(`the assistant can decrypt what ${language} encrypts, beyond one block`, () => {
    const encrypted = encryptLong(writeKeys().env).trim();
    const assistant = new NodeRSA(payload.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());

    expect(Buffer.from(encrypted, 'base64').length).toBe(3 * 256);
    expect(JSON.parse(assistant.decrypt(encrypted, 'utf8'))).toEqual(long);
  });
}

function writeKeys() {
  const folder = openFolder();
  const write = (name: string, pem: string | Buffer) => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  const env = {
    ...process.env,
    PORT: '0',
    COOKIE_SECRET: 'made for the test',
    SIGNING_KEY_FILE: write('signing.pem', signing.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    IBM_PUBLIC_KEY_FILE: write('ibm.pem', payload.publicKey.export({ type: 'spki', format: 'pem' })),
  };
  return { env, publicKey: write('public.pem', signing.publicKey.export({ type: 'spki', format: 'pem' })) };
}

/** @returns its address, which it prints when it listens */
function startServer([command, ...args]: Guide['start'], env: NodeJS.ProcessEnv): Promise<string> {
  const server = spawn(command, args, { env });
  onTestFinished(() => void server.kill());
  return new Promise((resolve, reject) => {
    let told = '';
    const read = (chunk: Buffer) => {
      told += chunk;
      const [url] = /http:\/\/localhost:\d+/.exec(told) ?? [];
      if (url) resolve(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('error', reject);
    server.on('exit', () => reject(new Error(told)));
  });
}
