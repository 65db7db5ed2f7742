/**
 * Reads the settings of the commands from environment variables or `examples/.env`. `.env.example`
 * describes them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535).optional();
const count = z.coerce.number().int().positive().optional();
const text = z.string().optional();
const list = z.string().transform((items) => items.split(',').map((item) => item.trim()));
const proxy = z.union([z.enum(['loopback', 'linklocal', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
/**
 * Express's setting, without `true`. With `true`, every visitor could choose the address that the
 * limits count.
 */
const proxies = z.union([
  z.literal('false').transform(() => false),
  z.string().regex(/^\d+$/).transform(Number),
  z.string().refine((items) => list.pipe(z.array(proxy)).safeParse(items).success),
]);
const instant = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .optional();

const Environment = z.object({
  PORT: port,
  ASSISTANT_PORT: port,
  HOST: text,
  DATABASE_URL: text,
  DATABASE_FOLDER: text,
  DEMO_FOLDER: text,
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).optional(),
  TOKEN_LIFETIME_SECONDS: count,
  INTEGRATION_ID: text,
  REGION: text,
  SERVICE_INSTANCE_ID: text,
  SUBSCRIPTION_ID: text,
  CLIENT_VERSION: text,
  SIGNING_KEY_FILE: text,
  NEXT_SIGNING_KEY_FILE: text,
  NEXT_SIGNING_KEY_STARTS_AT: instant,
  IBM_PUBLIC_KEY_FILE: text,
  ALLOWED_ORIGINS: list.optional(),
  COOKIE_SECRET: text,
  PREVIOUS_COOKIE_SECRET: text,
  SECURE_COOKIES: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  COOKIE_SAME_SITE: z.enum(['lax', 'strict', 'none']).optional(),
  TRUST_PROXY: proxies.optional(),
  TOKENS_PER_MINUTE: count,
  NEW_VISITORS_PER_MINUTE: count,
  FAILED_LOGINS_PER_MINUTE: count,
  LOGINS_PER_MINUTE: count,
  LOGINS_OF_USERNAME_PER_MINUTE: count,
  LOGOUTS_PER_MINUTE: count,
  // While the cookie lives, another customer could get an ID whose row is gone.
  RETENTION_DAYS: z.coerce.number().int().min(45).optional(),
  ASSISTANT_URL: z.url().optional(),
  ASSISTANT_API_KEY: text,
  ERASURES_PER_MINUTE: count,
});
/** @typedef {z.infer<typeof Environment>} Environment */

/** The default lifetimes of tokens. In the demo it is short, so that you can watch renewals. */
export const tokenLifetimeSeconds = { demo: 10, server: 3600 };

/** The default folder for the demo's data. */
export const demoFolder = pathTo('.demo-data');

/** Loads `examples/.env`. Variables that are already set keep their values. */
export function loadEnvironmentFile() {
  const file = pathTo('.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * @param {Record<string, string | undefined>} variables
 * @returns {Environment}
 */
export function parseEnvironment(variables) {
  // A variable without a value in `.env` counts as not set.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const { success, data, error } = Environment.safeParse(set);
  if (success) return data;
  const names = error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`Could not start because the value of ${names} is not valid; see examples/.env.example.`);
}

/**
 * The options of the demo, for `npm start`.
 *
 * @param {Record<string, string | undefined>} variables
 * @returns {import('./demo.js').DemoOptions}
 */
export function readEnvironment(variables) {
  const data = parseEnvironment(variables);
  return {
    ...(data.PORT !== undefined && { port: data.PORT }),
    ...(data.ASSISTANT_PORT !== undefined && { assistantPort: data.ASSISTANT_PORT }),
    ...(data.HOST && { host: data.HOST }),
    ...(data.DEMO_FOLDER && { databaseFolder: pathTo(data.DEMO_FOLDER) }),
    ...(data.LOG_LEVEL && { logLevel: data.LOG_LEVEL }),
    ...(data.TOKEN_LIFETIME_SECONDS && { tokenLifetimeSeconds: data.TOKEN_LIFETIME_SECONDS }),
    ...(data.INTEGRATION_ID && { realAssistant: readRealAssistant(data) }),
  };
}

/** @param {Environment} environment */
export function placeOfDatabase({ DATABASE_URL, DATABASE_FOLDER = '.data' }) {
  return { url: DATABASE_URL, folder: pathTo(DATABASE_FOLDER) };
}

/** @param {Environment} environment */
function readRealAssistant(environment) {
  /** @param {'REGION' | 'SERVICE_INSTANCE_ID' | 'IBM_PUBLIC_KEY_FILE'} name */
  const required = (name) => {
    const value = environment[name];
    if (value !== undefined) return value;
    throw new Error(`Could not start because INTEGRATION_ID is set but ${name} is not; see examples/.env.example.`);
  };
  const { INTEGRATION_ID, SUBSCRIPTION_ID, CLIENT_VERSION, SIGNING_KEY_FILE } = environment;
  return {
    webChat: {
      integrationID: INTEGRATION_ID,
      region: required('REGION'),
      serviceInstanceID: required('SERVICE_INSTANCE_ID'),
      subscriptionID: SUBSCRIPTION_ID,
      clientVersion: CLIENT_VERSION,
    },
    payloadKey: readKeyFile('IBM_PUBLIC_KEY_FILE', required('IBM_PUBLIC_KEY_FILE')),
    ...(SIGNING_KEY_FILE && { signingKey: readKeyFile('SIGNING_KEY_FILE', SIGNING_KEY_FILE) }),
  };
}

/**
 * The error does not repeat the value, because some people put the key itself into the variable.
 *
 * @param {string} name
 * @param {string} file As written in `examples/.env`: relative to `examples`, or absolute.
 */
export function readKeyFile(name, file) {
  try {
    return readFileSync(pathTo(file), 'utf8');
  } catch {
    throw new Error(`Could not start because ${name} names no readable file; set it to the path of a PEM file.`);
  }
}

/** @param {string} file Relative to `examples`, or absolute. */
function pathTo(file) {
  return resolve(fileURLToPath(new URL('.', import.meta.url)), file);
}
