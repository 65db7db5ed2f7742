/** Reads the settings of `npx secure-web-chat dev` from its arguments. */
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
import { refusal, UsageError, unreadable } from '../usageError.js';
import { atLocalhost } from './localhost.js';

export interface DevSettings {
  /** The port; 0 for any free port. */
  readonly port: number;
  /** The origins of other pages that may use the backend. */
  readonly origins: readonly string[];
  /** The values of IBM's service; null to use the stand-in. */
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

/** The origin of Vite's development server. */
const DEFAULT_ORIGINS = ['http://localhost:5173'];

/** @throws UsageError that names the fault in the arguments */
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
    throw refusal('the options', `one is wrong: ${(error as Error).message.split('. ')[0]}`, 'correct that option');
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw refusal('--port', 'its value is not a port number', 'write a number from 0 to 65535');
}

function readOrigin(text: string): string {
  const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (isHttp && new URL(text).origin === text.replace(/\/$/, '')) {
    const own = atLocalhost(text);
    if (own === null) return new URL(text).origin;
    throw refusal(
      '--origin',
      'browsers send no cookies from there to localhost',
      `open your page at ${own}, and write ${own}`,
    );
  }
  const remedy = 'write the origin like http://localhost:5173, without a path';
  throw refusal('--origin', 'its value is not an origin', remedy);
}

function readIbmSettings(values: Values): IbmSettings | null {
  const needed = ['integration-id', 'region', 'service-instance-id', 'signing-key'] as const;
  const missing = needed.filter((name) => !values[name]);
  if (missing.length === needed.length && values['payload-key'] === undefined) return null;
  if (missing.length > 0) {
    const names = missing.map((name) => `--${name}`).join(', ');
    const remedy = "add the missing options, or remove all of IBM's options to use the stand-in";
    throw refusal("IBM's service", `these options are missing: ${names}`, remedy);
  }
  return {
    integrationID: String(values['integration-id']),
    region: String(values.region),
    serviceInstanceID: String(values['service-instance-id']),
    signingKey: readKeyFile('--signing-key', String(values['signing-key']), signingKeyRole),
    payloadKey: values['payload-key'] && readKeyFile('--payload-key', values['payload-key'], payloadKeyRole),
  };
}

/**
 * The errors repeat neither the path nor the text, because some people type the key as the path.
 */
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
    throw unreadable(`the file of ${option}`, error);
  }
}
