/**
 * Runs the backend in production. Environment variables configure it, and SIGTERM ends it without
 * losing a request.
 */
import { pino } from 'pino';
import { createBackend } from './backend/backend.js';
import { removeUnusedDaily } from './backend/forgetting.js';
import { createStore } from './backend/store.js';
import { demoUsers } from './demoUsers.js';
import {
  loadEnvironmentFile,
  parseEnvironment,
  placeOfDatabase,
  readKeyFile,
  tokenLifetimeSeconds,
} from './environment.js';
import { listen } from './listen.js';
import { openDatabase } from './pglite.js';

/** The default for `RETENTION_DAYS`. */
const defaultRetentionDays = 90;

try {
  loadEnvironmentFile();
  await serve(parseEnvironment(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {import('./environment.js').Environment} environment */
async function serve(environment) {
  const logger = pino({ level: environment.LOG_LEVEL ?? 'info' });
  const options = readOptions(environment);
  const place = placeOfDatabase(environment);
  const database = await openDatabase(place);
  // The log does not get the address, because it holds a password.
  logger.info({ database: place.url ? 'the server of DATABASE_URL' : `the folder ${place.folder}` }, 'database opened');
  const store = createStore(database);
  const start = async () => {
    await refuseDemoUsers(store);
    return listen(createBackend({ ...options, store, logger }), {
      port: environment.PORT ?? 3001,
      host: environment.HOST ?? 'localhost',
      graceMs: 10_000,
    });
  };
  const server = await start().catch(async (error) => {
    await database.close();
    throw error;
  });
  const retention = removeUnusedDaily({ store, days: environment.RETENTION_DAYS ?? defaultRetentionDays, logger });
  logger.info({ url: server.url }, 'listening');
  if (environment.SECURE_COOKIES === false)
    logger.warn(
      'cookies are not Secure because SECURE_COOKIES is false, so a subdomain can plant them; remove SECURE_COOKIES if browsers use https',
    );

  const end = async () => {
    logger.info('ending: no new requests');
    retention.stop();
    await server.close();
    await database.close();
    logger.info('ended');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
}

/**
 * The passwords of the demo's users are public.
 *
 * @param {import('./backend/store.js').Store} store
 */
async function refuseDemoUsers(store) {
  if (!(await store.hasPasswordHash(demoUsers.map(({ passwordHash }) => passwordHash)))) return;
  const names = demoUsers.map(({ username }) => username).join(' and ');
  throw new Error(
    `Could not start because the database has users of the demo, whose password is public; delete ${names} from web_chat.users, or use another database.`,
  );
}

/** @param {import('./environment.js').Environment} environment */
function readOptions(environment) {
  const limits = {
    tokens: environment.TOKENS_PER_MINUTE,
    newVisitors: environment.NEW_VISITORS_PER_MINUTE,
    failedLogins: environment.FAILED_LOGINS_PER_MINUTE,
    logins: environment.LOGINS_PER_MINUTE,
    loginsOfUsername: environment.LOGINS_OF_USERNAME_PER_MINUTE,
    logouts: environment.LOGOUTS_PER_MINUTE,
  };
  const told = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return {
    signingKey: readSigningKeys(environment),
    payloadKey: readKeyFile('IBM_PUBLIC_KEY_FILE', required(environment, 'IBM_PUBLIC_KEY_FILE')),
    cookieSecret: [required(environment, 'COOKIE_SECRET'), environment.PREVIOUS_COOKIE_SECRET ?? []].flat(),
    tokenLifetimeSeconds: environment.TOKEN_LIFETIME_SECONDS ?? tokenLifetimeSeconds.server,
    limits: Object.fromEntries(told.map(([name, limit]) => [name, { limit, windowMs: 60_000 }])),
    secureCookies: environment.SECURE_COOKIES ?? true,
    ...(environment.ALLOWED_ORIGINS && { allowedOrigins: environment.ALLOWED_ORIGINS }),
    ...(environment.COOKIE_SAME_SITE && { cookieSameSite: environment.COOKIE_SAME_SITE }),
    ...(environment.TRUST_PROXY !== undefined && { trustProxy: environment.TRUST_PROXY }),
  };
}

/** @param {import('./environment.js').Environment} environment */
function readSigningKeys(environment) {
  const { NEXT_SIGNING_KEY_FILE: nextFile, NEXT_SIGNING_KEY_STARTS_AT: startsAt } = environment;
  const key = readKeyFile('SIGNING_KEY_FILE', required(environment, 'SIGNING_KEY_FILE'));
  if (!nextFile && !startsAt) return key;
  if (nextFile && startsAt) {
    const next = { key: readKeyFile('NEXT_SIGNING_KEY_FILE', nextFile), startsAt };
    return [{ key, startsAt: new Date(0) }, next];
  }
  throw new Error(
    'Could not start because only one of NEXT_SIGNING_KEY_FILE and NEXT_SIGNING_KEY_STARTS_AT is set; set both.',
  );
}

/**
 * @param {import('./environment.js').Environment} environment
 * @param {'SIGNING_KEY_FILE' | 'IBM_PUBLIC_KEY_FILE' | 'COOKIE_SECRET'} name
 */
function required(environment, name) {
  const value = environment[name];
  if (value !== undefined) return value;
  throw new Error(`Could not start because ${name} is not set; see examples/.env.example.`);
}
