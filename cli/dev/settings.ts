/** The settings of `npx secure-web-chat dev`, read from the words that were typed. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  explainKeyFault,
  isKeyFault,
  type KeyRole,
  payloadKeyRole,
  readKey,
  signingKeyRole,
} from '../../src/server/keyDiagnosis.js';
import { UsageError } from '../usageError.js';

export interface DevSettings {
  /** 0 for any free port. */
  readonly port: number;
  /** The origins of pages that may use the backend, besides its own page. */
  readonly origins: readonly string[];
  /** IBM's service. Null for the assistant's stand-in. */
  readonly ibm: IbmSettings | null;
}

export interface IbmSettings {
  readonly integrationID: string;
  readonly region: string;
  readonly serviceInstanceID: string;
  /** The private half of the site's own pair, PEM. */
  readonly signingKey: string;
  /** IBM's public key, PEM. Without it, tokens carry no `user_payload`. */
  readonly payloadKey: string | undefined;
}

const OPTIONS = {
  port: { type: 'string', default: '3001' },
  origin: { type: 'string', multiple: true },
  'integration-id': { type: 'string' },
  region: { type: 'string' },
  'service-instance-id': { type: 'string' },
  'signing-key': { type: 'string' },
  'payload-key': { type: 'string' },
} as const;

/** The pages that Vite serves. */
const DEFAULT_ORIGINS = ['http://localhost:5173'];

/** @throws UsageError */
export function readDevSettings(args: readonly string[]): DevSettings {
  const { values } = parse(args);
  return {
    port: readPort(values.port),
    origins: (values.origin ?? DEFAULT_ORIGINS).map(readOrigin),
    ibm: readIbmSettings(values),
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError('--port is not a port number from 0 to 65535.');
}

function readOrigin(text: string): string {
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (isHttp && new URL(text).origin === text.replace(/\/$/, '')) return new URL(text).origin;
  throw new UsageError('--origin is not an origin; write it like http://localhost:5173, without a path.');
}

function readIbmSettings(values: Values): IbmSettings | null {
  const needed = ['integration-id', 'region', 'service-instance-id', 'signing-key'] as const;
  const missing = needed.filter((name) => !values[name]);
  if (missing.length === needed.length && values['payload-key'] === undefined) return null;
  if (missing.length > 0) {
    const names = missing.map((name) => `--${name}`).join(', ');
    throw new UsageError(`IBM's service needs ${names} too; leave all of them out to use the stand-in.`);
  }
  return {
    integrationID: String(values['integration-id']),
    region: String(values.region),
    serviceInstanceID: String(values['service-instance-id']),
    signingKey: readKeyFile('--signing-key', String(values['signing-key']), signingKeyRole),
    payloadKey: values['payload-key'] && readKeyFile('--payload-key', values['payload-key'], payloadKeyRole),
  };
}

/** Neither the path nor the text of the file is repeated: some people type the key itself. */
function readKeyFile(option: string, file: string, role: KeyRole): string {
  const text = readText(option, file);
  const key = readKey(text, role);
  if (isKeyFault(key)) throw new UsageError(explainKeyFault(`the file of ${option}`, key));
  return text;
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The file of ${option} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
