/** The backend alone, for production: set up by environment variables, ended by SIGTERM without losing a request. */
import { pino } from 'pino';
import { createBackend } from './backend/backend.js';
import { openDatabase } from './backend/database.js';
import { removeUnusedDaily } from './backend/retention.js';
import { createStore } from './backend/store.js';
import {
  loadEnvironmentFile,
  parseEnvironment,
  placeOfDatabase,
  readKeyFile,
  tokenLifetimeSeconds,
} from './environment.js';
import { listen } from './listen.js';

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
  // Not the address, which holds a password.
  logger.info({ database: place.url ? 'the server of DATABASE_URL' : `the folder ${place.folder}` }, 'database opened');
  const store = createStore(database);
  const start = async () =>
    listen(createBackend({ ...options, store, logger }), {
      port: environment.PORT ?? 3001,
      host: environment.HOST ?? 'localhost',
      graceMs: 10_000,
    });
  const server = await start().catch(async (error) => {
    await database.close();
    throw error;
  });
  const retention = removeUnusedDaily({ store, days: environment.RETENTION_DAYS, logger });
  logger.info({ url: server.url }, 'listening');

  const end = async () => {
    logger.info('ending: no new requests');
    retention.stop();
    await server.close();
    await database.close();
    logger.info('ended');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
}

/** @param {import('./environment.js').Environment} environment */
function readOptions(environment) {
  const { NEXT_SIGNING_KEY_FILE: nextKey, NEXT_SIGNING_KEY_STARTS_AT: startsAt } = environment;
  if ((nextKey === undefined) !== (startsAt === undefined)) {
    throw new Error(
      'Could not start because NEXT_SIGNING_KEY_FILE and NEXT_SIGNING_KEY_STARTS_AT go together; set both.',
    );
  }
  return {
    signingKey: requiredKey(environment, 'SIGNING_KEY_FILE'),
    payloadKey: requiredKey(environment, 'IBM_PUBLIC_KEY_FILE'),
    ...(nextKey && startsAt && { nextSigningKey: { key: readKeyFile('NEXT_SIGNING_KEY_FILE', nextKey), startsAt } }),
    tokenLifetimeSeconds: environment.TOKEN_LIFETIME_SECONDS ?? tokenLifetimeSeconds.server,
    ...(environment.ALLOWED_ORIGINS && { allowedOrigins: environment.ALLOWED_ORIGINS }),
    ...(environment.COOKIE_SAME_SITE && { cookieSameSite: environment.COOKIE_SAME_SITE }),
    ...(environment.TOKENS_PER_MINUTE && { tokenLimit: perMinute(environment.TOKENS_PER_MINUTE) }),
    ...(environment.FAILED_LOGINS_PER_MINUTE && { loginLimit: perMinute(environment.FAILED_LOGINS_PER_MINUTE) }),
    ...(environment.TRUST_PROXY !== undefined && { trustProxy: environment.TRUST_PROXY }),
  };
}

/** @param {number} limit */
function perMinute(limit) {
  return { limit, windowMs: 60_000 };
}

/**
 * @param {import('./environment.js').Environment} environment
 * @param {'SIGNING_KEY_FILE' | 'IBM_PUBLIC_KEY_FILE'} name
 */
function requiredKey(environment, name) {
  const file = environment[name];
  if (file !== undefined) return readKeyFile(name, file);
  throw new Error(`Could not start because ${name} is not set; see examples/.env.example.`);
}
