/**
 * The fault run: a token endpoint that fails in every way, short tokens, many messages, random
 * logins and logouts. `FAULT_SEED` repeats a run.
 */
import type { Request, RequestHandler, Response } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { backend, script } from './backends/reference.js';
import { inEachBrowser } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { unavailable, unreachable } from './front.js';
import { startSite } from './servedSite.js';
import { openChat, password } from './visitor.js';

const RUN_MS = Number(process.env['FAULT_MS'] ?? 60_000);
/** The time limit for the answer to the last message. */
const SETTLE_MS = 60_000;
const FAULTY_SHARE = 0.3;
const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

/** The outcome of a message, as the page saw it. */
interface Message {
  readonly id: number;
  /**
   * The times at which the visitor wanted to send the message, web chat took it, and its outcome
   * was known.
   */
  readonly wantedAt: number;
  sentAt: number | null;
  settledAt: number | null;
  /** Null if the message was answered. */
  failure: string | null;
}
/** A login or logout, from the call to its end. */
interface Change {
  readonly to: 'cade-id' | 'ana-id' | 'nobody';
  readonly startedAt: number;
  settledAt: number | null;
  outcome: string;
}
interface Run {
  readonly messages: Message[];
  readonly changes: Change[];
  readonly errors: { at: number; code: string }[];
  isOver: boolean;
}

inEachBrowser((driver) => {
  test(`with a token endpoint that fails ${FAULTY_SHARE * 100} % of the time, every lost message is reported, and no answer is for another user`, async () => {
    const answers: { text: string; who: string }[] = [];
    const site = await startSite({
      backend: () => backend({ tokenLifetimeSeconds: 2 }),
      script,
      assistant: {
        onRequest: ({ text, status, customUserID = '' }) =>
          void (status === 200 && text && answers.push({ text, who: customUserID })),
      },
    });
    const browser = await driver.launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(site.url);
    await openChat(page);

    const random = createRandom(SEED);
    const faults = new Map<string, number>();
    let asked = 0;
    site.front.break('/createJWT', (request, response, next) => {
      asked += 1;
      if (random() >= FAULTY_SHARE) return next();
      const [name, fault] = WAYS_TO_FAIL[Math.floor(random() * WAYS_TO_FAIL.length)]!;
      faults.set(name, (faults.get(name) ?? 0) + 1);
      return fault(request, response, next);
    });
    await start(page);
    await eventually(() => page.evaluate(() => window.run.isOver), RUN_MS + SETTLE_MS).toBe(true);
    const run = await page.evaluate(() => window.run);

    const judged = run.messages.map((message) => ({ ...message, verdict: judge(message, run, answers) }));
    const having = (verdict: string) => judged.filter((message) => message.verdict === verdict);
    console.log(figures(run, asked, faults, judged));
    expect(run.messages.length).toBeGreaterThan((RUN_MS / 200) * 0.8);
    expect(having('lost in silence')).toEqual([]);
    expect(having('answered as somebody else')).toEqual([]);
    expect(having('answered twice')).toEqual([]);
    expect(having('answered late as nobody, without an error')).toEqual([]);
    expect(run.changes.filter(({ settledAt }) => settledAt === null)).toEqual([]);
    expect(await page.evaluate(() => window.chat.getState().phase)).toBe('ready');
  });
});

declare global {
  interface Window {
    run: Run;
  }
}

const send = (answer: (response: Response, request: Request) => void): RequestHandler => {
  return (request, response) => answer(response, request);
};
const drip = (response: Response, bytes: string, everyMs: number) => {
  let at = 0;
  const timer = setInterval(() => (at < bytes.length ? response.write(bytes[at++]) : response.end()), everyMs);
  response.on('close', () => clearInterval(timer));
};
const flood = (response: Response) => {
  const chunk = Buffer.alloc(1_000_000, 'x');
  let left = 100;
  const pour = () => {
    while (left-- > 0 && !response.destroyed) if (!response.write(chunk)) return void response.once('drain', pour);
    if (!response.destroyed) response.end();
  };
  pour();
};
const WAYS_TO_FAIL: [string, RequestHandler][] = [
  ['503', unavailable],
  ['connection reset', unreachable],
  ['silence', () => {}],
  ['a byte a second', send((response) => drip(response, 'eyJhbGciOiJSUzI1NiJ9.'.repeat(4), 1_000))],
  ['redirect', send((response) => response.redirect('/'))],
  ['HTML', send((response) => response.type('html').send('<!doctype html><title>Please log in</title>'))],
  ['100 MB', send(flood)],
  ['malformed token', send((response) => response.type('text').send('eyJhbGciOiJSUzI1NiJ9.e30'))],
  ['429, Retry-After', send((response) => response.status(429).set('Retry-After', '1').end())],
];

/** Sends a message every 200 ms for as long as the run lasts, and logs in and out at random. */
function start(page: Page): Promise<void> {
  return page.evaluate(
    ({ runMs, settleMs, secret, seed }) => {
      const { chat } = window;
      const run: Run = { messages: [], changes: [], errors: [], isOver: false };
      window.run = run;
      const until = Date.now() + runMs;
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const nameOf = (error: unknown) => String((error as { code?: string }).code ?? (error as Error).message);
      chat.on('error', ({ code }) => run.errors.push({ at: Date.now(), code }));
      // Mulberry32.
      let state = seed;
      const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };

      /**
       * A visitor can send a message while the window is open. If the window was closed, the run
       * opens it again.
       */
      const readyToSend = async () => {
        for (;;) {
          const instance = await chat.load();
          if (!instance.getState().isWebChatOpen) await chat.open();
          if (document.querySelector('[aria-label=Message]')?.checkVisibility()) return instance;
          await pause(20);
        }
      };
      const say = async (message: Message) => {
        try {
          const instance = await readyToSend();
          message.sentAt = Date.now();
          await instance.send(`Message ${message.id}`);
        } catch (error) {
          message.failure = nameOf(error);
        }
        message.settledAt = Date.now();
      };
      const talk = async () => {
        while (Date.now() < until) {
          const message: Message = {
            id: run.messages.length,
            wantedAt: Date.now(),
            sentAt: null,
            settledAt: null,
            failure: null,
          };
          run.messages.push(message);
          void say(message);
          await pause(200);
        }
      };
      const change = async () => {
        while (Date.now() < until) {
          await pause(1_000 + random() * 4_000);
          const to = (['cade-id', 'ana-id', 'nobody', 'nobody'] as const)[Math.floor(random() * 4)] ?? 'nobody';
          const made: Change = { to, startedAt: Date.now(), settledAt: null, outcome: 'done' };
          run.changes.push(made);
          const username = to.replace('-id', '');
          await (to === 'nobody' ? chat.logout() : chat.login({ username, password: secret })).catch(
            (error: unknown) => {
              made.outcome = nameOf(error);
            },
          );
          made.settledAt = Date.now();
        }
      };
      const settle = async () => {
        const latest = Date.now() + settleMs / 2;
        while (run.messages.some(({ settledAt }) => settledAt === null) && Date.now() < latest) await pause(50);
        run.isOver = true;
      };
      void Promise.all([talk(), change()]).then(settle);
    },
    { runMs: RUN_MS, settleMs: SETTLE_MS, secret: password, seed: SEED },
  );
}

/**
 * The changes determine which user is correct at a time. While a change is running, both users are
 * correct.
 */
function judge(
  { id, sentAt, settledAt, failure }: Message,
  { changes, errors }: Run,
  answers: readonly { text: string; who: string }[],
): string {
  if (settledAt === null) return 'lost in silence';
  const own = answers.filter(({ text }) => text === `Message ${id}`);
  if (own.length > 1) return 'answered twice';
  if (own.length === 0) return failure === null ? 'lost in silence' : 'failed';
  const who = own[0]!.who.startsWith('anon-') ? 'nobody' : own[0]!.who;
  const before = changes.filter((change) => (change.settledAt ?? Infinity) < (sentAt ?? settledAt));
  const during = changes.filter(
    (change) => change.startedAt <= settledAt && (change.settledAt ?? Infinity) >= (sentAt ?? settledAt),
  );
  const right = [before.at(-1)?.to ?? 'nobody', ...during.map(({ to }) => to)];
  if (right.includes(who as 'nobody')) return failure === null ? 'answered' : 'failed, though answered';
  if (who !== 'nobody') return 'answered as somebody else';
  // A login also succeeds if its token is late, as long as the page gets an error.
  const since = before.at(-1)?.startedAt ?? 0;
  const isTold = errors.some(({ at }) => at >= since && at <= settledAt);
  return isTold ? 'answered late as nobody, after an error' : 'answered late as nobody, without an error';
}

function figures(
  { changes, errors }: Run,
  asked: number,
  faults: ReadonlyMap<string, number>,
  messages: readonly (Message & { verdict: string })[],
): string {
  const waits = messages
    .filter(({ settledAt, failure }) => settledAt !== null && failure === null)
    .map(({ wantedAt, settledAt }) => (settledAt ?? 0) - wantedAt)
    .sort((one, other) => one - other);
  const failures = messages.flatMap(({ failure }) => failure ?? []);
  const lines: [string, string | number][] = [
    ['seed', SEED],
    ['token requests', asked],
    ['of them failed', [...faults.values()].reduce((sum, count) => sum + count, 0)],
    ['in these ways', tally([...faults].flatMap(([name, count]) => Array<string>(count).fill(name)))],
    [
      'logins and logouts',
      tally(changes.map(({ to, outcome }) => `${to === 'nobody' ? 'logout' : 'login'} ${outcome}`)),
    ],
    ['messages sent', messages.length],
    ['delivered', waits.length],
    ['failed', failures.length],
    ['with', tally(failures)],
    ['by verdict', tally(messages.map(({ verdict }) => verdict))],
    ['errors heard', tally(errors.map(({ code }) => code))],
    ['median wait, ms', waits[Math.floor(waits.length / 2)] ?? 0],
    ['worst wait, ms', waits.at(-1) ?? 0],
    [
      'worst wait for an error, ms',
      Math.max(
        0,
        ...messages.filter(({ failure }) => failure).map(({ wantedAt, settledAt }) => (settledAt ?? 0) - wantedAt),
      ),
    ],
  ];
  return `\n${lines.map(([name, value]) => `${`${name}:`.padEnd(30)}${value}`).join('\n')}\n`;
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} × ${word}`).join(', ') || 'none';
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
