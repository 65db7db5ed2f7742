/** Parses the command line into a command with its settings. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { explainKeyFault, isKeyFault, type KeyRole, readKey } from '../src/server/keyDiagnosis.js';
import { type Endpoint, parseEndpoint } from './endpoint.js';
import { type LoginBody, readLoginBody, type Settings } from './settings.js';
import { refusal, UsageError, unreadable } from './usageError.js';

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'keys'; readonly folder: string }
  /** This command reads its own options. */
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

/** @throws UsageError that names the fault in the command line */
export function parseCommandLine(args: readonly string[], environment: NodeJS.ProcessEnv): Command {
  if (args[0] === 'dev' && !args.includes('--help') && !args.includes('-h'))
    return { name: 'dev', args: args.slice(1) };
  const { values, positionals } = parse(args);
  const [name, target, ...rest] = positionals;
  if (values.version) return { name: 'version' };
  if (values.help || name === undefined || name === 'help') return { name: 'help' };
  if (rest.length > 0)
    throw refusal(
      'the command line',
      `there is one word too many: ${rest.join(' ')}`,
      "put quotes around 'POST /path'",
    );
  if (name === 'keys') return { name, folder: target ?? '.' };
  if (name !== 'check')
    throw refusal(`the command "${name}"`, 'there is no command of that name', 'use check, dev or keys');
  if (target === undefined)
    throw refusal('check', 'the address of the token endpoint is missing', 'add it after the word check');
  const tokenEndpoint = parseEndpoint(target, 'GET');
  if (!tokenEndpoint) {
    const remedy = 'write the address like https://www.example.com/createJWT';
    throw refusal('the token endpoint', 'its address is not an http(s) address', remedy);
  }
  const { login, logout } = values;
  const otherBody = values['other-login-body'];
  if (login === undefined) {
    if (logout !== undefined) throw refusal('--logout', 'only a login can be logged out', 'add --login');
    if (otherBody !== undefined) throw refusal('--other-login-body', 'there is no login endpoint', 'add --login');
  }
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
    throw refusal('the options', `one is wrong: ${(error as Error).message.split('. ')[0]}`, 'correct that option');
  }
}

function readEndpoint(option: string, text: string, { url }: Endpoint): Endpoint {
  const endpoint = parseEndpoint(text, 'POST', url);
  if (endpoint) return endpoint;
  const remedy = "write the endpoint like '/authenticate' or 'GET https://www.example.com/login'";
  throw refusal(option, 'its value is not an endpoint', remedy);
}

/**
 * Refuses credentials on the command line, because other users of the machine can read them there,
 * and the shell's history keeps them.
 */
function findLoginBody(
  { method }: Endpoint,
  source: string | undefined,
  environment: NodeJS.ProcessEnv,
): LoginBody | null {
  const variable = environment['SECURE_WEB_CHAT_LOGIN_BODY'];
  if (source === undefined && variable) return readLoginBody(variable);
  if (source === undefined) {
    if (method === 'GET') return null;
    const remedy = 'add --login-body @file, or --login-body - for standard input, or set SECURE_WEB_CHAT_LOGIN_BODY';
    throw refusal('--login', 'the credentials are missing', remedy);
  }
  if (method === 'GET') throw refusal('--login-body', 'a login with GET has no body', 'remove --login-body');
  return readBodyFrom('--login-body', source);
}

function readBodyFrom(option: string, source: string): LoginBody {
  if (source === '-') return readLoginBody(read('standard input', 0));
  if (source.startsWith('@')) return readLoginBody(read(`the file of ${option}`, source.slice(1)));
  const remedy = 'put the credentials into a file and write @file, or write - for standard input';
  throw refusal(option, 'others can read credentials on the command line', remedy);
}

function readOrigin(text: string | undefined, { url }: Endpoint): string {
  if (text === undefined) return url.origin;
  if (URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, '')) return new URL(text).origin;
  const remedy = 'write the origin like https://www.example.com, without a path';
  throw refusal('--origin', 'its value is not an origin', remedy);
}

/** `@file` keeps secrets out of the arguments. The file has one header on each line. */
function readHeaders(sources: readonly string[]): Record<string, string> {
  const lines = sources.flatMap((source) => (source.startsWith('@') ? linesIn(source.slice(1)) : source));
  try {
    // A line without a value does not match, so its name is empty, and `Headers` refuses it.
    const pairs = lines.map((line): [string, string] => {
      const [, name = '', value = ''] = /^([^:]+):\s*(\S.*)$/.exec(line) ?? [];
      return [name.trim(), value.trim()];
    });
    return Object.fromEntries(new Headers(pairs));
  } catch {
    const remedy = "write the header like 'X-Api-Version: 2', or write @file";
    throw refusal('--header', 'its value is not a header', remedy);
  }
}

const linesIn = (file: string) =>
  read('the file of --header', file)
    .split(/\r?\n/)
    .filter((line) => line.trim());

function readCSRF(text: string): Settings['csrf'] {
  if (text === 'none') return null;
  const [, cookie, header] = /^([\w.-]+):([\w-]+)$/.exec(text) ?? [];
  if (cookie && header) return { cookie, header };
  const remedy = 'write XSRF-TOKEN:X-XSRF-TOKEN, for example, or none';
  throw refusal('--csrf', 'its value does not name a cookie and a header', remedy);
}

function readPublicKey(file: string): KeyObject {
  const key = readKey(read('the file of --public-key', file), PUBLIC_KEY_ROLE);
  if (isKeyFault(key)) throw new UsageError(explainKeyFault('the file of --public-key', key));
  return createPublicKey({ key: Buffer.from(key.der), type: 'spki', format: 'der' });
}

function readTimeout(text: string): number {
  const ms = Number(text);
  if (ms >= 1 && ms <= 600_000) return ms;
  throw refusal('--timeout', 'its value is not a number of milliseconds', 'write a number from 1 to 600000');
}

function read(what: string, source: string | 0): string {
  try {
    return readFileSync(source, 'utf8');
  } catch (error) {
    throw unreadable(what, error);
  }
}
