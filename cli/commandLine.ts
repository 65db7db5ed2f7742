/** Parses the command line into the task to run. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainKeyFault, isKeyFault, type KeyRole, readKey } from '../src/server/keyDiagnosis.js';
import { type Endpoint, parseEndpoint } from './endpoint.js';
import { type LoginBody, readLoginBody, type Settings } from './settings.js';
import { UsageError } from './usageError.js';

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'keys'; readonly folder: string }
  /** It has options of its own, which it reads itself. */
  | { readonly name: 'dev'; readonly args: readonly string[] }
  | { readonly name: 'check'; readonly settings: Settings };

const OPTIONS = {
  login: { type: 'string' },
  'login-body': { type: 'string' },
  'other-login-body': { type: 'string' },
  logout: { type: 'string' },
  origin: { type: 'string' },
  'public-key': { type: 'string' },
  header: { type: 'string', multiple: true },
  csrf: { type: 'string', default: 'XSRF-TOKEN:X-XSRF-TOKEN' },
  'user-cookie': { type: 'string', default: 'SESSION_INFO' },
  timeout: { type: 'string', default: '6000' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const PUBLIC_KEY_ROLE: KeyRole = {
  half: 'public',
  source: 'use the public half of the key pair with which your backend signs, such as signing-public.pem',
};

/** @throws UsageError */
export function parseCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): Command {
  if (args[0] === 'dev' && !args.includes('--help') && !args.includes('-h'))
    return { name: 'dev', args: args.slice(1) };
  const { values, positionals } = parse(args);
  const [name, target, ...rest] = positionals;
  if (values.version) return { name: 'version' };
  if (values.help || name === undefined || name === 'help') return { name: 'help' };
  if (rest.length > 0)
    throw new UsageError(`There is one word too many: ${rest.join(' ')}. Put quotes around 'POST /path'.`);
  if (name === 'keys') return { name, folder: target ?? '.' };
  if (name !== 'check') throw new UsageError(`There is no command "${name}"; there are check, dev and keys.`);
  if (target === undefined) throw new UsageError('The address of the token endpoint is missing.');
  const tokenEndpoint = parseEndpoint(target, 'GET');
  if (!tokenEndpoint)
    throw new UsageError('The token endpoint is not an http(s) address, such as https://www.example.com/createJWT.');
  const { login, logout } = values;
  if (logout !== undefined && login === undefined) throw new UsageError('--logout can only be checked with --login.');
  const otherBody = values['other-login-body'];
  if (otherBody !== undefined && login === undefined)
    throw new UsageError('--other-login-body can only be used with --login.');
  const loginEndpoint = login === undefined ? null : readEndpoint('--login', login, tokenEndpoint);
  return {
    name,
    settings: {
      tokenEndpoint,
      login: loginEndpoint && {
        endpoint: loginEndpoint,
        body: findLoginBody(loginEndpoint, values['login-body'], environment),
        otherBody: otherBody === undefined ? null : readBodyFrom('--other-login-body', otherBody),
      },
      logoutEndpoint: logout === undefined ? null : readEndpoint('--logout', logout, tokenEndpoint),
      origin: readOrigin(values.origin, tokenEndpoint),
      headers: readHeaders(values.header ?? []),
      csrf: readCSRF(values.csrf),
      userCookie: values['user-cookie'] === 'none' ? null : values['user-cookie'],
      publicKey: values['public-key'] === undefined ? null : readPublicKey(values['public-key']),
      timeoutMs: readTimeout(values.timeout),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

function readEndpoint(option: string, text: string, { url }: Endpoint): Endpoint {
  const endpoint = parseEndpoint(text, 'POST', url);
  if (endpoint) return endpoint;
  throw new UsageError(
    `${option} is not an endpoint; write it like '/authenticate' or 'GET https://www.example.com/login'.`,
  );
}

/** Not from the command line itself: others on the machine can read it, and the shell keeps it. */
function findLoginBody(
  { method }: Endpoint,
  source: string | undefined,
  environment: NodeJS.ProcessEnv,
): LoginBody | null {
  const variable = environment['SECURE_WEB_CHAT_LOGIN_BODY'];
  if (source === undefined && variable) return readLoginBody(variable);
  if (source === undefined) {
    if (method === 'GET') return null;
    throw new UsageError(
      '--login needs credentials: give --login-body @file, or - for standard input, or set SECURE_WEB_CHAT_LOGIN_BODY.',
    );
  }
  if (method === 'GET') throw new UsageError('A login with GET cannot carry credentials; leave --login-body out.');
  return readBodyFrom('--login-body', source);
}

function readBodyFrom(option: string, source: string): LoginBody {
  if (source === '-') return readLoginBody(read('Standard input', 0));
  if (source.startsWith('@')) return readLoginBody(read(`The file of ${option}`, source.slice(1)));
  throw new UsageError(`${option} takes @file, or - for standard input: credentials typed here can be read by others.`);
}

function readOrigin(text: string | undefined, { url }: Endpoint): string {
  if (text === undefined) return url.origin;
  if (URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, '')) return new URL(text).origin;
  throw new UsageError('--origin is not an origin; write it like https://www.example.com, without a path.');
}

/** A secret need not stand in the arguments: `@file` has a header on each line. */
function readHeaders(sources: readonly string[]): Record<string, string> {
  const lines = sources.flatMap((source) => (source.startsWith('@') ? linesIn(source.slice(1)) : source));
  try {
    // What has no value has no name either, and an empty one is refused.
    const pairs = lines.map((line): [string, string] => {
      const [, name = '', value = ''] = /^([^:]+):\s*(\S.*)$/.exec(line) ?? [];
      return [name.trim(), value.trim()];
    });
    return Object.fromEntries(new Headers(pairs));
  } catch {
    throw new UsageError("--header is not a header; write it like 'X-Api-Version: 2', or give @file.");
  }
}

const linesIn = (file: string) =>
  read('The file of --header', file)
    .split(/\r?\n/)
    .filter((line) => line.trim());

function readCSRF(text: string): Settings['csrf'] {
  if (text === 'none') return null;
  const [, cookie, header] = /^([\w.-]+):([\w-]+)$/.exec(text) ?? [];
  if (cookie && header) return { cookie, header };
  throw new UsageError('--csrf names a cookie and a header, such as XSRF-TOKEN:X-XSRF-TOKEN, or none.');
}

function readPublicKey(file: string): KeyObject {
  const key = readKey(read('The file of --public-key', file), PUBLIC_KEY_ROLE);
  if (isKeyFault(key)) throw new UsageError(explainKeyFault('the file of --public-key', key));
  return createPublicKey({ key: Buffer.from(key.der), type: 'spki', format: 'der' });
}

function readTimeout(text: string): number {
  const ms = Number(text);
  if (ms >= 1 && ms <= 600_000) return ms;
  throw new UsageError('--timeout is not a number of milliseconds from 1 to 600000.');
}

function read(what: string, source: string | 0): string {
  try {
    return readFileSync(source, 'utf8');
  } catch (error) {
    throw new UsageError(`${what} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
