/**
 * The values of `data-start`: the cost of a page before anybody opens the chat, and the time that a
 * visitor then waits for the window.
 */
import type { Page as Tab } from 'puppeteer-core';
import type { GoTo, Look, Measuring } from '../browser.js';
import { watchMainThread } from '../mainThreadTime.js';
import { starts } from '../pages.js';
import { STANDS_IN, WEB_CHAT_NAMES, type WebChatName } from '../server.js';
import { alternate, median, medianOf, pause } from '../statistics.js';
import { type Figure, kilobytes, ms, ratio, table } from '../table.js';

type Start = keyof typeof starts;
const STARTS = Object.keys(starts) as Start[];
/** Without a chat there is nothing to open. */
const OPENED = STARTS.filter((start) => start !== 'none');
const SLOWDOWNS = [1, 4, 6] as const;
const TOKEN_DELAY_MS = 100;
const HOVER_MS = 400;
/** The time between the touch of a finger and the click that follows. */
const TAP_MS = 80;
/** The time in which a visitor reads before they open the chat. */
const READING_MS = 700;
const MAX_RATIO = 1.1;
/** The number of visits after which the browser caches the compiled code of a file. */
const EARLIER_VISITS = 2;
/** One press takes up to a tenth more or less than the next. */
const PRESSES = 3;
const BUTTON = '[data-secure-web-chat=open]';

interface Paid {
  bytes: number;
  requests: number;
  busyMs: number[];
}
const WAYS = ['hover', 'touch', 'hover at 4×', 'touch at 4×'] as const;
type Way = (typeof WAYS)[number];
type Waited = Record<Way, number>;

export async function start(browser: Measuring): Promise<Figure> {
  const rows: string[][] = [];
  const ratios: string[] = [];
  let isMet = true;
  for (const webChat of WEB_CHAT_NAMES) {
    const paid = await alternate({ rounds: 2 }, STARTS, (name) => payFor(browser, webChat, name));
    const waited = await alternate({ rounds: 3 }, OPENED, (name) => waitFor(browser, webChat, name));
    for (const name of STARTS) {
      rows.push([webChat, name, ...paidCells(paid[name]), ...WAYS.flatMap((way) => waitedCells(waited, name, way))]);
    }
    const toEager = waitedFor(waited, 'intent', 'hover') / waitedFor(waited, 'auto', 'hover');
    ratios.push(`${toEager.toFixed(2)} with ${webChat === 'simulator' ? 'the simulator' : webChat}`);
    isMet &&= toEager <= MAX_RATIO;
  }
  const head = [
    STANDS_IN,
    '`data-start`',
    'bytes',
    'requests',
    ...SLOWDOWNS.map((slowdown) => `main thread at ${slowdown}×`),
    ...WAYS.flatMap((way) => [`${way}: press to greeting`, 'to `auto`']),
  ];
  const target = {
    what: `\`data-start="intent"\`: hovers for ${HOVER_MS} ms, then presses: press to greeting, files cached`,
    aim: `at most ${MAX_RATIO} of \`auto\``,
    measured: ratios.join(', '),
    isMet,
  };
  return { name: 'start', table: table(`ll${'r'.repeat(head.length - 2)}`, head, rows), targets: [target] };
}

function paidCells(paid: readonly Paid[]): string[] {
  return [
    kilobytes(medianOf(paid, ({ bytes }) => bytes)),
    String(medianOf(paid, ({ requests }) => requests)),
    ...SLOWDOWNS.map((_slowdown, index) => ms(medianOf(paid, ({ busyMs }) => busyMs[index] ?? Number.NaN))),
  ];
}

const waitedFor = (waited: Readonly<Record<string, readonly Waited[]>>, name: Start, way: Way) =>
  medianOf(waited[name] ?? [], (one) => one[way]);

function waitedCells(waited: Readonly<Record<string, readonly Waited[]>>, name: Start, way: Way): string[] {
  if (name === 'none') return ['', ''];
  const tookMs = waitedFor(waited, name, way);
  return [ms(tookMs), ratio(tookMs, waitedFor(waited, 'auto', way))];
}

/** Measures the first visit, until nothing has happened for a while. */
async function payFor(browser: Measuring, webChat: WebChatName, name: Start): Promise<Paid> {
  const visits: { bytes: number; requests: number; busyMs: number }[] = [];
  for (const slowdown of SLOWDOWNS) {
    visits.push(await visit(browser, webChat, name, (goTo) => readPage(goTo, name, slowdown)));
  }
  const { bytes = Number.NaN, requests = Number.NaN } = visits[0] ?? {};
  return { bytes, requests, busyMs: visits.map(({ busyMs }) => busyMs) };
}

async function readPage(goTo: GoTo, name: Start, slowdown: number) {
  let bytes = 0;
  let requests = 0;
  let busyMs: () => Promise<number> = async () => Number.NaN;
  const tab = await goTo(async (before) => {
    const session = await before.createCDPSession();
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    await session.send('Network.enable');
    busyMs = await watchMainThread(before);
    await before.emulateCPUThrottling(slowdown);
  });
  await settled(tab, name);
  return { bytes, requests, busyMs: await busyMs() };
}

/** Measures a visitor who has been here before. Each way of opening the chat gets its own tab. */
function waitFor(browser: Measuring, webChat: WebChatName, name: Start): Promise<Waited> {
  return visit(browser, webChat, name, async (goTo) => {
    for (let earlier = 0; earlier < EARLIER_VISITS; earlier++) {
      const tab = await goTo();
      await settled(tab, name);
      await tab.click(BUTTON);
      await tab.evaluate(() => window.ready);
      await tab.close();
    }
    const waited: Partial<Waited> = {};
    for (const way of WAYS) {
      const presses: number[] = [];
      for (let press = 0; press < PRESSES; press++) {
        const tab = await goTo((before) => before.emulateCPUThrottling(way.endsWith('4×') ? 4 : 1));
        await settled(tab, name);
        presses.push(await pressAndWait(tab, way.startsWith('hover')));
        await tab.close();
      }
      waited[way] = median(presses);
    }
    return waited as Waited;
  });
}

/** @returns the time from the press to the greeting */
async function pressAndWait(tab: Tab, hasMouse: boolean): Promise<number> {
  await tab.evaluate(() => {
    const note = ({ timeStamp }: Event) => Object.assign(window, { pressedAt: timeStamp });
    document.addEventListener('pointerdown', note, { capture: true, once: true });
  });
  const box = await (await tab.$(BUTTON))?.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 5, (box?.y ?? 0) + 5];
  if (hasMouse) {
    await tab.mouse.move(x, y);
    await pause(HOVER_MS);
    await tab.mouse.down();
    await tab.mouse.up();
  } else {
    const finger = await tab.touchscreen.touchStart(x, y);
    await pause(TAP_MS);
    await finger.end();
  }
  return tab.evaluate(async () => (await window.ready) - Number(Reflect.get(window, 'pressedAt')));
}

/**
 * Waits until the page is loaded. If the page loads web chat on its own, waits for web chat too.
 */
async function settled(tab: Tab, name: Start): Promise<void> {
  await tab.waitForFunction(() => document.readyState === 'complete');
  if (name === 'auto' || name === 'idle') {
    await tab.waitForFunction(() => window.chat?.getState().phase === 'ready', { polling: 50, timeout: 60_000 });
  }
  await pause(READING_MS);
}

function visit<Seen>(browser: Measuring, webChat: WebChatName, name: Start, look: Look<Seen>): Promise<Seen> {
  return browser.visit({ page: starts[name], tokenDelayMs: TOKEN_DELAY_MS, webChat }, look);
}
