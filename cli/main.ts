/** Runs the command: it reads the arguments, prints the result, and sets the exit status. */
import { readFileSync } from 'node:fs';
import { parseCommandLine } from './commandLine.js';
import { escapeControls, withoutControls } from './controls.js';
import { HELP } from './help.js';
import { toJSON } from './jsonReport.js';
import { KeysError, makeKeys } from './keys.js';
import { checkBackend } from './report.js';
import { toText } from './textReport.js';
import { UsageError } from './usageError.js';
import { Unreachable } from './visit.js';

const { stdout, stderr, env } = process;
const ISSUES = 'https://github.com/secure-web-chat/secure-web-chat/issues';

/** @returns the exit status */
async function run(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args, env);
  if (command.name === 'check') {
    const report = await checkBackend(command.settings);
    stdout.write(`${wantsJSON(args) ? toJSON(report, version()) : toText(report, hasColors())}\n`);
    return report.count.fail > 0 ? 1 : 0;
  }
  if (command.name === 'help') stdout.write(HELP);
  else if (command.name === 'version') stdout.write(`${version()}\n`);
  else if (command.name === 'keys') stdout.write(await makeKeys(command.folder));
  else await serve(command.args);
  return 0;
}

/** Loads the code of `dev` only for this command, so that the other commands start faster. */
async function serve(args: readonly string[]): Promise<void> {
  const { readDevSettings, startDev } = await import('./dev/index.js');
  const { text, close } = await startDev(readDevSettings(args), (notice) => stdout.write(`${notice}\n`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, close);
  stdout.write(text);
}

const wantsJSON = (args: readonly string[]) => args.includes('--json');
const hasColors = () => stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** Prints any failure as one clear line, never as a stack trace. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See npx secure-web-chat --help.`;
  if (error instanceof Unreachable) return `Could not check the backend because ${error.message}.`;
  if (error instanceof KeysError) return error.message;
  const kind = error instanceof Error ? error.name : typeof error;
  return `Could not run the command because secure-web-chat has a fault (${kind}); please report it at ${ISSUES}.`;
}

// A reader such as `head` may close the output before the end.
stdout.on('error', () => {});
// No top-level `await` here: the code of `dev` imports from this module, and would wait for its
// end.
run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    const message = explain(error);
    if (wantsJSON(process.argv)) stdout.write(`${escapeControls(JSON.stringify({ error: message }))}\n`);
    else stderr.write(`${withoutControls(message)}\n`);
    process.exitCode = 2;
  },
);
