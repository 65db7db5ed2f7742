/** `npm start`: the demo on the terminal, until it is interrupted. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startDemo } from './demo.js';
import { readEnvironment } from './environment.js';

const environmentFile = fileURLToPath(new URL('.env', import.meta.url));

try {
  if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
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
