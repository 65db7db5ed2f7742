/** `npm start`: runs the demo until Ctrl+C. */
import { startDemo } from './demo.js';
import { loadEnvironmentFile, readEnvironment } from './environment.js';

try {
  loadEnvironmentFile();
  const demo = await startDemo(readEnvironment(process.env));
  console.log(`
  Demo site   ${demo.url}
  Assistant   ${demo.assistantUrl ?? "IBM's service"}
  Users       cade and ana, password lendyr-demo
  Press Ctrl+C to stop.
`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, demo.close);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
