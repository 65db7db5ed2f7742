// Puts faults into a copy of the SDK, one at a time, and shows that the model catches each: `npm run test:mutations`, or those named
// alike: `npm run test:mutations -- token`.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUNS = process.env.MODEL_RUNS ?? '4000';
const COPIED = [
  'src',
  'test/model',
  'test/unit',
  'test/tally.mjs',
  'package.json',
  'tsconfig.json',
  'vitest.config.mjs',
];

/** What is wrong, where, and the text that is put in place of which. */
const FAULTS = [
  ['the token at hand outlives its epoch', 'identity', 'held = inFlight = null;', 'inFlight = null;'],
  ['a late token is kept for the next caller', 'identity', 'if (current === epoch) held = token;', 'held = token;'],
  ['requests for a token are not shared', 'identity', 'inFlight ??= request(', 'inFlight = request('],
  ['the conversation is not restarted', 'passage', 'before !== person && !isKept()', 'before !== person && false'],
  [
    'two persons are taken for one',
    'person',
    'token ? token.loginID : cookie',
    "token ? token.loginID && 'x' : cookie",
  ],
  ["the last page's conversation is believed", 'passage', 'marker.isOf(identityKey(token, person))', 'true'],
  ['a login is sent again', 'visitor', 'LOGIN: Purpose = [1,', 'LOGIN: Purpose = [3,'],
  ['a page put aside is not hidden', 'upkeep', 'onLeave: host.cover', 'onLeave: () => {}'],
  ['renewal goes on after destroy()', 'renewal', 'AbortSignal.any([life, waiting.signal])', 'waiting.signal'],
  [
    "web chat's request has no limit",
    'webChat',
    'within(HANDLER_LIMIT_MS, signal, () => host',
    'within(60_000, signal, () => host',
  ],
  ["IBM's event keeps the older token", 'webChat', 'putIntoEvents(newer.text);', ''],
  ['the breaker never opens', 'breaker', 'if (refusals.length < MOST_REFUSALS) return;', 'return;'],
  [
    'a session is not forgotten at a logout before the chat is opened',
    'passage',
    'if (!token) {\n        chat.forgetOthers();',
    'if (!token) {',
  ],
  [
    'a failed look leaves the conversation',
    'passage',
    /else if \(owner !== null\) return abandon[\s\S]*?chat\?\.hide\(\);/,
    '',
  ],
  ['an error quotes the token', 'token', "throw invalid('it is not a JWT')", 'throw invalid(text)'],
];

function putFault(copy, [, module, found, put]) {
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const file = join(copy, 'src', `${module}.ts`);
  const source = readFileSync(file, 'utf8');
  if (source.split(found).length !== 2) throw new Error(`src/${module}.ts does not hold this once: ${found}`);
  writeFileSync(
    file,
    source.replace(found, () => put),
  );
}

function play(copy) {
  return new Promise((resolve) => {
    const args = [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'unit',
      'test/unit/model.test.ts',
      '-t',
      'sequences of calls',
    ];
    const child = spawn(process.execPath, args, {
      cwd: copy,
      env: { ...process.env, MODEL_RUNS: RUNS, NO_COLOR: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('close', (code) => resolve({ code, output }));
  });
}

const faults = FAULTS.filter(([name]) => name.includes(process.argv[2] ?? ''));
let survived = 0;
for (const fault of faults) {
  const copy = mkdtempSync(join(tmpdir(), 'secure-web-chat-fault-'));
  try {
    putFault(copy, fault);
    const { code, output } = await play(copy);
    // Caught by an invariant, not by a copy that does not even start.
    const because = /Violation: (.*)/.exec(output)?.[1];
    const again = /MODEL_SEED=\S+ MODEL_PATH=\S+/.exec(output)?.[0];
    if (code === 0 || !because) survived += 1;
    console.log(
      `${because ? 'caught  ' : 'SURVIVED'}  ${fault[0].padEnd(46)}  ${because ?? output.slice(-300)}  ${again ?? ''}`,
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
console.log(`${faults.length - survived} of ${faults.length} faults caught`);
process.exitCode = survived === 0 ? 0 : 1;
