/** A message sent just after the token's expiry, in an open chat. */
import type { Measuring } from '../browser.js';
import { APART_MS, converse, send, TALKING } from '../conversation.js';
import { alternate, medianOf } from '../statistics.js';
import { type Figure, ms, table } from '../table.js';

export async function message(browser: Measuring): Promise<Figure> {
  const seen = await alternate({ rounds: 5, apartMs: APART_MS }, TALKING, (name) =>
    converse(browser, name, (tab) => send(tab, 1)),
  );
  const rows = TALKING.map((name) => [
    name,
    ms(medianOf(seen[name], ({ worstWaitMs }) => worstWaitMs)),
    ms(medianOf(seen[name], ({ sentMs }) => sentMs)),
    ms(medianOf(seen[name], ({ answeredMs }) => answeredMs)),
  ]);
  const head = ['page', 'wait for a token', 'until it is sent with a good one', 'until it is answered'];
  return { name: 'message', table: table('lrrr', head, rows) };
}
