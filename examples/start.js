/** `npm start`: the demo on the terminal, until it is interrupted. */
import { startDemo } from './demo.js';
import { loadEnvironmentFile, readEnvironment } from './environment.js';

try {
  loadEnvironmentFile();
  const demo = await startDemo(readEnvironment(process.env));
  console.log(`
  Demo site   ${demo.url}
  Assistant   ${demo.assistantUrl ?? "IBM's own"}
  Users       cade and ana, password lendyr-demo
  Ctrl+C ends it.
`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, demo.close);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
