/**
 * `npm run forget -- <customer ID>`: deletes all data of a customer, at the assistant and here. You
 * can stop it with Ctrl+C at any time, and run it again to continue.
 */
import { createErasure, forgetCustomer } from './backend/forgetting.js';
import { createStore } from './backend/store.js';
import {
  demoFolder,
  loadEnvironmentFile,
  parseEnvironment,
  placeOfDatabase,
  tokenLifetimeSeconds,
} from './environment.js';
import { openDatabase } from './pglite.js';

const [customUserID, ...rest] = process.argv.slice(2);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());

try {
  if (customUserID === undefined || rest.length > 0)
    throw new Error('Could not start because the customer ID is missing; run npm run forget -- <customer ID>.');
  loadEnvironmentFile();
  const wasKnown = await forget(customUserID, parseEnvironment(process.env));
  if (!wasKnown)
    throw new Error(
      'Could not forget the customer because nobody has this customer ID; check the ID, which may be mistyped or deleted already. Nothing was changed.',
    );
  console.log('The customer is forgotten: no data is left here. The assistant may take a day to delete the messages.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string} customUserID
 * @param {import('./environment.js').Environment} environment
 */
async function forget(customUserID, environment) {
  const { defaultLifetimeSeconds, place, ...service } = serviceOf(environment);
  const database = await openDatabase(place);
  const store = createStore(database);
  try {
    const { length } = await store.findAnonymousIDs(customUserID);
    console.log(`This customer has had ${length} anonymous IDs.`);
    return await forgetCustomer(customUserID, {
      store,
      erase: createErasure(service),
      tokenLifetimeMs: (environment.TOKEN_LIFETIME_SECONDS ?? defaultLifetimeSeconds) * 1000,
      ...(environment.ERASURES_PER_MINUTE && { perMinute: environment.ERASURES_PER_MINUTE }),
      report: tell,
      signal: interruption.signal,
    });
  } catch (error) {
    if (!interruption.signal.aborted) console.error(error instanceof Error ? error.message : error);
    const left = (await store.findAnonymousIDs(customUserID)).filter(({ isErased }) => !isErased);
    throw new Error(
      `Could not finish because ${left.length} anonymous IDs are left to erase; run the same command again.`,
    );
  } finally {
    await database.close();
  }
}

/** @param {import('./backend/forgetting.js').Progress} progress */
function tell({ erased, total, nextAt }) {
  const next = nextAt === undefined ? '' : `, the next at ${new Date(nextAt).toISOString()}`;
  console.log(`${erased} of ${total} erased at the assistant${next}`);
}

/**
 * The assistant service, the place of the database, and the default lifetime of tokens. Without a
 * service, these are the values of the demo with the stand-in.
 *
 * @param {import('./environment.js').Environment} environment
 */
function serviceOf(environment) {
  const {
    ASSISTANT_URL,
    ASSISTANT_API_KEY,
    INTEGRATION_ID,
    ASSISTANT_PORT,
    PORT = 3001,
    HOST = 'localhost',
  } = environment;
  const { demo, server } = tokenLifetimeSeconds;
  if (ASSISTANT_URL && ASSISTANT_API_KEY) {
    const place = placeOfDatabase(environment);
    return { url: ASSISTANT_URL.replace(/\/$/, ''), apiKey: ASSISTANT_API_KEY, place, defaultLifetimeSeconds: server };
  }
  if (!ASSISTANT_URL && !ASSISTANT_API_KEY && !INTEGRATION_ID) {
    const url = `http://${HOST}:${ASSISTANT_PORT ?? PORT + 1}`;
    const place = { folder: environment.DEMO_FOLDER ?? demoFolder };
    return { url, apiKey: 'stand-in', place, defaultLifetimeSeconds: demo };
  }
  throw new Error('Could not start because ASSISTANT_URL or ASSISTANT_API_KEY is not set; see examples/.env.example.');
}
