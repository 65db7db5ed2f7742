// Puts faults into copies of the SDK, one into each, and shows that the model catches each within as many sequences as the long run
// plays: `npm run test:mutations`, or those named alike: `npm run test:mutations -- token`. MODEL_RUNS and MODEL_SEED choose how many and which.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partsOf, ROOT, runTest, twoAtATime } from './parts.mjs';

const RUNS = Number(process.env.MODEL_RUNS ?? 20_000);
const SEED = Number(process.env.MODEL_SEED ?? 20_261_121);
const COPIED = [
  'src',
  'test/model',
  'test/unit',
  'test/seededRandom.ts',
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

/** Plays until it is caught, or has survived all. @returns whether an invariant caught it, and not a copy that does not even start */
async function isCaught(fault) {
  const copy = mkdtempSync(join(tmpdir(), 'secure-web-chat-fault-'));
  let played = 0;
  let output = '';
  try {
    putFault(copy, fault);
    for (const part of partsOf(RUNS, SEED)) {
      const result = await runTest(copy, 'test/model/model.test.ts', part, '-t', 'sequences of calls');
      output = result.output;
      if (result.code !== 0) break;
      played += Number(part.MODEL_RUNS);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  const because = /Violation: (.*)/.exec(output)?.[1];
  const [again = '', sequence] = /MODEL_SEED=\S+ MODEL_PATH=(\d+)\S*/.exec(output) ?? [];
  if (because) played += Number(sequence) + 1;
  const verdict = `${because ? 'caught  ' : 'SURVIVED'}  ${fault[0].padEnd(46)}  ${played} sequences`;
  console.log(`${verdict}  ${because ?? output.slice(-300)}  ${again}`);
  return Boolean(because);
}

const faults = FAULTS.filter(([name]) => name.includes(process.argv[2] ?? ''));
const verdicts = await twoAtATime(faults.map((fault) => () => isCaught(fault)));
const caught = verdicts.filter(Boolean).length;
console.log(`${caught} of ${faults.length} faults caught`);
process.exitCode = caught === faults.length ? 0 : 1;
