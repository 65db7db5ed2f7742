/** Ten messages at once, after the token's expiry and after its revocation. */
import type { Page as Tab } from 'puppeteer-core';
import type { Measuring } from '../browser.js';
import { APART_MS, converse, type Sent, send, TALKING } from '../conversation.js';
import type { Site } from '../server.js';
import { alternate, medianOf } from '../statistics.js';
import { type Figure, ms, table } from '../table.js';

const MESSAGES = 10;
const MAX_RATIO = 1.1;

interface Burst extends Sent {
  /**
   * The number of token requests for these messages, made before the messages or because of them.
   */
  tokens: number;
  /** The duration of a token request without a queue. */
  oneMs: number;
}

export async function burst(browser: Measuring): Promise<Figure> {
  const seen = await alternate({ rounds: 4, apartMs: APART_MS }, TALKING, (name) => converse(browser, name, talk));
  const results = (['expiry', 'revocation'] as const).flatMap((after) =>
    TALKING.map((name) => {
      const bursts = seen[name].map((one) => one[after]);
      return {
        after,
        name,
        tokens: medianOf(bursts, ({ tokens }) => tokens),
        waitMs: medianOf(bursts, ({ worstWaitMs }) => worstWaitMs),
        toOne: medianOf(bursts, ({ worstWaitMs, oneMs }) => worstWaitMs / oneMs),
        answeredMs: medianOf(bursts, ({ answeredMs }) => answeredMs),
      };
    }),
  );
  const rows = results.map(({ after, name, tokens, waitMs, toOne, answeredMs }) => [
    after,
    name,
    String(tokens),
    ms(waitMs),
    toOne.toFixed(2),
    ms(answeredMs),
  ]);
  const targets = results
    .filter(({ name }) => name === 'SDK')
    .map(({ after, tokens, toOne }) => ({
      what: `Ten messages at once after ${after}`,
      aim: `one token request, worst wait at most ${MAX_RATIO} of one`,
      measured: `${tokens} token request${tokens === 1 ? '' : 's'}, ${toOne.toFixed(2)} of one`,
      isMet: tokens === 1 && toOne <= MAX_RATIO,
    }));
  const head = [
    'after',
    'page',
    'token requests',
    'worst wait for a token',
    'to one request',
    'until all are answered',
  ];
  return { name: 'burst', table: table('llrrrr', head, rows), targets };
}

async function talk(tab: Tab, site: Site): Promise<{ expiry: Burst; revocation: Burst }> {
  const first = 1;
  const expiry = await send(tab, MESSAGES);
  const renewed = site.tokens.length;
  site.revoke();
  const revocation = await send(tab, MESSAGES);
  const replaced = site.tokens.length;
  const oneMs = await tab.evaluate(async () => {
    const startedAt = performance.now();
    await (await fetch('/createJWT', { cache: 'no-store' })).text();
    return performance.now() - startedAt;
  });
  return {
    expiry: { ...expiry, tokens: renewed - first, oneMs },
    revocation: { ...revocation, tokens: replaced - renewed, oneMs },
  };
}
