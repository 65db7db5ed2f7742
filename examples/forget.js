/** `npm run forget -- <customer ID>`: deletes all data of a customer, at the assistant and here. Ctrl+C any time; run again to go on. */
import { createErasure } from './backend/assistantData.js';
import { openDatabase } from './backend/database.js';
import { forgetCustomer } from './backend/forgetCustomer.js';
import { createStore } from './backend/store.js';
import { loadEnvironmentFile, parseEnvironment, placeOfDatabase } from './environment.js';

const [customUserID, ...rest] = process.argv.slice(2);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort());

try {
  if (customUserID === undefined || rest.length > 0)
    throw new Error('Say whom to forget: npm run forget -- <customer ID>');
  loadEnvironmentFile();
  await forget(customUserID, parseEnvironment(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string} customUserID
 * @param {import('./environment.js').Environment} environment
 */
async function forget(customUserID, environment) {
  const erase = createErasure(serviceOf(environment));
  const database = await openDatabase(placeOfDatabase(environment));
  const store = createStore(database);
  try {
    const { length } = await store.findAnonymousIDs(customUserID);
    console.log(`${length} anonymous IDs are known of this customer.`);
    await forgetCustomer(customUserID, {
      store,
      erase,
      // As `npm start` has it, unless told.
      tokenLifetimeMs: (environment.TOKEN_LIFETIME_SECONDS ?? 10) * 1000,
      ...(environment.ERASURES_PER_MINUTE && { perMinute: environment.ERASURES_PER_MINUTE }),
      report: ({ erased, total }) => console.log(`${erased} of ${total} erased at the assistant`),
      signal: interruption.signal,
    });
    console.log(
      'The customer is forgotten: nothing is left here. The assistant may take a day to delete what it was told to.',
    );
  } catch (error) {
    if (!interruption.signal.aborted) console.error(error instanceof Error ? error.message : error);
    const left = (await store.findAnonymousIDs(customUserID)).filter(({ isErased }) => !isErased);
    throw new Error(
      `Not finished: ${left.length} anonymous IDs are left to erase. Run the same command again to go on.`,
    );
  } finally {
    await database.close();
  }
}

/** @param {import('./environment.js').Environment} environment */
function serviceOf({
  ASSISTANT_URL,
  ASSISTANT_API_KEY,
  INTEGRATION_ID,
  ASSISTANT_PORT,
  PORT = 3001,
  HOST = 'localhost',
}) {
  if (ASSISTANT_URL && ASSISTANT_API_KEY) return { url: ASSISTANT_URL.replace(/\/$/, ''), apiKey: ASSISTANT_API_KEY };
  if (!ASSISTANT_URL && !ASSISTANT_API_KEY && !INTEGRATION_ID) {
    return { url: `http://${HOST}:${ASSISTANT_PORT ?? PORT + 1}`, apiKey: 'stand-in' };
  }
  throw new Error('Could not begin because ASSISTANT_URL or ASSISTANT_API_KEY is not set; see examples/.env.example.');
}
