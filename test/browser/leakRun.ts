/**
 * The leak run: a thousand chats, one after the other in one page. After them the page is as it was
 * before.
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { serveFile } from '../serveFile.js';
import { inEachBrowser } from './browsers.js';
import type { Page } from './driver.js';
import { eventually } from './eventually.js';
import { startSite } from './servedSite.js';

const CYCLES = Number(process.env['LEAK_CYCLES'] ?? 1_000);
/**
 * The number of cycles before the measurement. After them, all code is compiled and all caches are
 * full. For a chat that stays, the engine compiles the last part after about 600 cycles, and keeps
 * it.
 */
const WARM_UP_CYCLES = 700;
const PARTS = 4;
/**
 * The memory of compiled code still changes a little. A leak of one object per cycle, with all that
 * it refers to, is several times larger.
 */
const HEAP_TOLERANCE_BYTES = 500 * CYCLES;

inEachBrowser((driver) => {
  test.each([
    ['chats, one after the other, loaded, opened, logged in and out of and destroyed', chats],
    ['visitors, one after the other, who log in and out of one chat that stays', visitors],
  ])(`after ${CYCLES} %s, the page holds no more memory than before`, async (what, cycle) => {
    const site = await startSite({
      pages: (_request, response) => void response.type('html').send(html),
      backend: () =>
        express()
          .get('/testing.js', serveFile(pathTo('../../dist/testing.js')))
          .use(assistant),
    });
    const browser = await driver.launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.beforeEachDocument(countOpenEnds);
    await page.goto(site.url);
    await page.evaluate(prepare);

    await cycle(page, WARM_UP_CYCLES);
    const before = await held(page);
    const rows = [before];
    const startedAt = Date.now();
    for (let part = 0; part < PARTS; part++) {
      await cycle(page, CYCLES / PARTS);
      rows.push(await held(page));
    }
    console.log(`\n${what}\n${table(rows)}\n${Date.now() - startedAt} ms\n`);
    const { heapBytes, ...counted } = rows.at(-1)!;
    const { heapBytes: heapBefore, ...countedBefore } = before;
    for (const [name, count] of Object.entries(counted)) {
      expect(count, name).toBeLessThanOrEqual(countedBefore[name as keyof typeof countedBefore]);
    }
    expect(heapBytes).toBeLessThan(heapBefore + HEAP_TOLERANCE_BYTES);
  });
}, 'the leak run');

const html = `<!doctype html>
<title>A page for a thousand chats</title>
<link rel="icon" href="data:,">
<script src="secure-web-chat.iife.min.js"></script>
<script type="module">
  import * as testing from './testing.js';
  Object.assign(window, { testing });
</script>
`;

/**
 * An assistant that accepts every token. Unlike the assistant of the simulator, it stores nothing.
 */
const assistant = express
  .Router()
  .get(/\/config$/, (_request, response) => void response.json({ authorization: { is_on: true } }))
  .post(/\/message$/, express.json(), (request, response) => {
    const claims = Buffer.from(request.get('authorization')?.split('.')[1] ?? '', 'base64url').toString();
    const generic = [{ response_type: 'text', text: `Your token says ${claims}` }];
    response.json({ output: { generic }, session_id: request.body.session_id ?? randomUUID(), context: {} });
  })
  .delete(/\/sessions\//, (_request, response) => void response.json({}));

interface RunningChat {
  /** The actions of one visitor: send a message, log in, send another message and log out. */
  visit(number: number): Promise<void>;
  end(endSession: boolean): Promise<void>;
}

declare global {
  interface Window {
    SecureWebChat: typeof import('secure-web-chat').SecureWebChat;
    testing: typeof import('secure-web-chat/testing');
    beginChat(): Promise<RunningChat>;
    kept?: RunningChat;
    openTimers: Set<number>;
    openChannels: Set<BroadcastChannel>;
  }
}

/** Runs before the page's own code: keeps an account of timers and channels. */
function countOpenEnds(): void {
  const openTimers = new Set<number>();
  const openChannels = new Set<BroadcastChannel>();
  Object.assign(window, { openTimers, openChannels });
  const { setTimeout: set, clearTimeout: clear, setInterval: repeat, clearInterval: stop } = window;
  const keep = (timer: number) => {
    openTimers.add(timer);
    return timer;
  };
  const withoutArguments = (handler: TimerHandler) => handler as () => void;
  Object.assign(window, {
    setTimeout(handler: TimerHandler, delayMs?: number, ...args: never[]) {
      const timer: number = set(() => {
        openTimers.delete(timer);
        Reflect.apply(withoutArguments(handler), window, args);
      }, delayMs);
      return keep(timer);
    },
    clearTimeout(timer: number) {
      openTimers.delete(timer);
      clear(timer);
    },
    setInterval: (handler: TimerHandler, everyMs?: number, ...args: never[]) => keep(repeat(handler, everyMs, ...args)),
    clearInterval(timer: number) {
      openTimers.delete(timer);
      stop(timer);
    },
  });
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      openChannels.add(this);
    }
    override close() {
      openChannels.delete(this);
      super.close();
    }
  };
}

async function held(page: Page) {
  // The SDK lets some work end on its own, within three seconds. That work has ended here. A chat
  // that stays keeps one timer, for its next renewal.
  await eventually(() => page.evaluate(() => window.openTimers.size - (window.kept ? 1 : 0))).toBeLessThanOrEqual(0);
  const open = await page.evaluate(() => ({ timers: window.openTimers.size, channels: window.openChannels.size }));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const stored = await page.evaluate(() => sessionStorage.length + localStorage.length);
  return { ...open, elements, stored, ...(await page.holds()) };
}

const pathTo = (url: string) => fileURLToPath(new URL(url, import.meta.url));

function table(rows: Awaited<ReturnType<typeof held>>[]): string {
  const line = (name: string, cells: (string | number)[]) =>
    name.padEnd(12) + cells.map((cell) => String(cell).padStart(12)).join('');
  const names = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[];
  const lines = names.map((name) =>
    line(
      name,
      rows.map((row) => row[name]),
    ),
  );
  return [
    line(
      'cycles',
      rows.map((_, part) => (part * CYCLES) / PARTS),
    ),
    ...lines,
  ].join('\n');
}

/** One chat after the other, each with a web chat simulator of its own. */
function chats(page: Page, times: number): Promise<void> {
  return page.evaluate(async (count) => {
    for (let done = 0; done < count; done++) {
      const { visit, end } = await window.beginChat();
      await visit(done);
      await end(done % 2 === 0);
    }
  }, times);
}

/** One visitor after the other, in a chat that stays. */
function visitors(page: Page, times: number): Promise<void> {
  return page.evaluate(async (count) => {
    window.kept ??= await window.beginChat();
    for (let done = 0; done < count; done++) await window.kept.visit(done);
  }, times);
}

/** Runs in the page, after its scripts. */
function prepare(): void {
  const { SecureWebChat, testing } = window;
  const check = (isSo: boolean, what: string) => {
    if (!isSo) throw new Error(`The cycle is not what it should be: ${what}`);
  };
  window.beginChat = async () => {
    const simulator = testing.installWebChatSimulator({ assistant: location.origin });
    let sid: string | null = null;
    const chat = new SecureWebChat({
      webChat: { integrationID: 'test', region: 'test' },
      tokenEndpoint: () =>
        testing.testToken({
          sub: 'anon-1',
          exp: Math.floor(Date.now() / 1000) + 3_600,
          ...(sid !== null && { sid, user_payload: { custom_user_id: 'cade-id' } }),
        }),
      loginEndpoint: ({ input }) => {
        sid = String(input);
        return 'Ok';
      },
      logoutEndpoint: () => {
        sid = null;
        return 'Ok';
      },
    });
    chat.on('change', () => {});
    chat.on('error', (error) => check(false, error.code));
    await chat.load();
    await chat.open();
    return {
      async visit(number) {
        await simulator.say('Who am I?');
        await chat.login(`login-${number}`);
        check((await simulator.say('Who am I?')).includes('cade-id'), 'not logged in');
        await chat.logout();
        check(simulator.transcript.length <= 1, 'not a new conversation');
        // Waits because the greeting is on its way.
        while (simulator.transcript.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
      },
      async end(endSession) {
        await chat.destroy({ endSession });
        simulator.uninstall();
      },
    };
  };
}
