/**
 * The time of login, logout and renewal on the main thread, and whether one of them is a long task.
 */
import type { Page as Tab } from 'puppeteer-core';
import { type Measuring, open } from '../browser.js';
import { watchMainThread } from '../mainThreadTime.js';
import { pages } from '../pages.js';
import { type Site, STANDS_IN, WEB_CHAT_NAMES, type WebChatName } from '../server.js';
import { alternate, medianOf, pause } from '../statistics.js';
import { type Figure, ms, table } from '../table.js';

const SLOWDOWNS = ['1', '4', '6'] as const;
const TOKEN_LIFETIME_SECONDS = 4;
const OPERATIONS = ['login', 'logout', 'renewal'] as const;

interface Cost {
  /** All tasks of the page, web chat's own among them. */
  busyMs: number;
  longTasks: number;
}
type Operation = (typeof OPERATIONS)[number];
type Costs = Record<Operation, Cost>;

export async function mainThread(browser: Measuring): Promise<Figure> {
  const rows: string[][] = [];
  const counts: number[][] = [];
  for (const webChat of WEB_CHAT_NAMES) {
    const seen = await alternate({ rounds: 4, apartMs: 0 }, SLOWDOWNS, (slowdown) =>
      visit(browser, webChat, Number(slowdown)),
    );
    const costs = (operation: Operation) => SLOWDOWNS.map((slowdown) => medianCost(seen[slowdown], operation));
    for (const operation of OPERATIONS) {
      const cells = costs(operation).flatMap(({ busyMs, longTasks }) => [ms(busyMs), String(longTasks)]);
      rows.push([webChat, operation, ...cells]);
    }
    if (webChat === 'simulator') counts.push(...OPERATIONS.map((of) => costs(of).map(({ longTasks }) => longTasks)));
  }
  const target = {
    what: `Long tasks in login, logout and renewal with the simulator at ${SLOWDOWNS.map((slowdown) => `${slowdown}×`).join(', ')}`,
    aim: 'none',
    measured: SLOWDOWNS.map((_slowdown, index) => sum(counts.map((of) => of[index] ?? Number.NaN))).join(', '),
    isMet: counts.flat().every((count) => count === 0),
  };
  const head = [STANDS_IN, '', ...SLOWDOWNS.flatMap((slowdown) => [`${slowdown}×`, 'long tasks'])];
  return { name: 'mainThread', table: table('llrrrrrr', head, rows), targets: [target] };
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

const medianCost = (seen: readonly Costs[], operation: Operation): Cost => ({
  busyMs: medianOf(seen, (costs) => costs[operation].busyMs),
  longTasks: medianOf(seen, (costs) => costs[operation].longTasks),
});

function visit(browser: Measuring, webChat: WebChatName, slowdown: number): Promise<Costs> {
  const page = pages.SDK({ opensByItself: false });
  const options = { page, webChat, tokenDelayMs: 30, tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS };
  return browser.visit(options, async (goTo, site) => {
    const tab = await goTo();
    await open(tab);
    const busyMs = await watchMainThread(tab);
    await tab.emulateCPUThrottling(slowdown);
    const cost = (work: () => Promise<unknown>) => costOf(tab, busyMs, work);
    return {
      login: await cost(() => tab.evaluate(() => window.chat.login({ username: 'cade', password: 'lendyr-demo' }))),
      logout: await cost(() => tab.evaluate(() => window.chat.logout())),
      renewal: await cost(() => renewed(tab, site)),
    };
  });
}

async function costOf(tab: Tab, busyMs: () => Promise<number>, work: () => Promise<unknown>): Promise<Cost> {
  const count = await tab.evaluateHandle(() => {
    let longTasks = 0;
    const observer = new PerformanceObserver((list) => {
      longTasks += list.getEntries().length;
    });
    observer.observe({ type: 'longtask' });
    return () => longTasks + observer.takeRecords().length;
  });
  const before = await busyMs();
  await work();
  const after = await busyMs();
  return { busyMs: after - before, longTasks: await count.evaluate((read) => read()) };
}

/** Waits until web chat has the next token, without a message from the visitor. */
async function renewed(tab: Tab, site: Site): Promise<void> {
  const before = site.tokens.length;
  while (site.tokens.length === before) await pause(50);
  await tab.waitForFunction(
    (expiresAt) => (window.chat.getState().expiresAt ?? 0) >= expiresAt,
    { polling: 100 },
    site.tokens.at(-1)?.expiresAt ?? 0,
  );
}
