/** An open conversation whose first token has expired, and the page's record of its messages. */
import type { Page as Tab } from 'puppeteer-core';
import { type Measuring, open } from './browser.js';
import { pages } from './pages.js';
import type { Site } from './server.js';
import { pause } from './statistics.js';

export const TALKING = ['A', 'A2', 'SDK'] as const;
const TOKEN_DELAY_MS = 300;
/**
 * The time between the starts of two parallel visits. Each measured time is shorter, so that the
 * visits do not disturb each other.
 */
export const APART_MS = 1_500;

const TOKEN_LIFETIME_SECONDS = 8;
const JUST_AFTER_MS = 50;

export interface Sent {
  /**
   * For each message: the time from sending the first message to the first request that is not
   * refused.
   */
  sentMs: number;
  /** The time from sending the first message to the last answer. */
  answeredMs: number;
  /** The longest that web chat waited for a token between a refusal and the next request. */
  worstWaitMs: number;
}

/** @param talk is called just after the first token's expiry */
export function converse<Seen>(
  browser: Measuring,
  name: (typeof TALKING)[number],
  talk: (tab: Tab, site: Site) => Promise<Seen>,
): Promise<Seen> {
  const options = {
    page: pages[name]({ opensByItself: false }),
    tokenDelayMs: TOKEN_DELAY_MS,
    tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
  };
  return browser.visit(options, async (goTo, site) => {
    const tab = await goTo();
    await open(tab);
    await pause((site.tokens[0]?.expiresAt ?? 0) + JUST_AFTER_MS - Date.now());
    return talk(tab, site);
  });
}

/** Sends this number of messages at once, and waits for all answers. */
export function send(tab: Tab, count: number): Promise<Sent> {
  return tab.evaluate(async (many) => {
    const sentAt = performance.now();
    await Promise.all(Array.from({ length: many }, (_, index) => window.instance.send(`message ${index}`)));
    const answeredAt = performance.now();
    const requests = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(
      ({ name, startTime }) => name.includes('/message') && startTime >= sentAt,
    );
    const waits = requests.map(({ responseStatus, responseEnd }, index) =>
      responseStatus === 401 ? (requests[index + 1]?.startTime ?? Number.NaN) - responseEnd : 0,
    );
    const accepted = requests.find(({ responseStatus }) => responseStatus === 200);
    return {
      sentMs: (accepted?.startTime ?? Number.NaN) - sentAt,
      answeredMs: answeredAt - sentAt,
      worstWaitMs: Math.max(...waits),
    };
  }, count);
}
