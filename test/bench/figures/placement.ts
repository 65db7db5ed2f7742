/**
 * The place of the tag on a page with a stylesheet whose chat opens unasked: from the navigation to
 * the greeting.
 */
import type { Measuring } from '../browser.js';
import { placements } from '../pages.js';
import { STANDS_IN, WEB_CHAT_NAMES, type WebChatName } from '../server.js';
import { alternate, medianOf } from '../statistics.js';
import { type Figure, ms, ratio, table } from '../table.js';

const TOKEN_DELAY_MS = 100;
type Place = keyof typeof placements;
const PLACES = Object.keys(placements) as Place[];

export async function placement(browser: Measuring): Promise<Figure> {
  const rows: string[][] = [];
  for (const webChat of WEB_CHAT_NAMES) {
    const seen = await alternate({ rounds: 5 }, PLACES, (place) => visit(browser, webChat, place));
    const cold = (place: Place) => medianOf(seen[place], ({ coldMs }) => coldMs);
    const warm = (place: Place) => medianOf(seen[place], ({ warmMs }) => warmMs);
    for (const place of PLACES) {
      const times = [cold, warm].flatMap((of) => [ms(of(place)), ratio(of(place), of('B'))]);
      rows.push([webChat, place, ...times]);
    }
  }
  const head = [STANDS_IN, 'the tag', 'first visit', 'to B', 'files cached', 'to B'];
  return { name: 'placement', table: table('llrrrr', head, rows) };
}

function visit(browser: Measuring, webChat: WebChatName, place: Place) {
  return browser.visit({ page: placements[place], tokenDelayMs: TOKEN_DELAY_MS, webChat }, async (goTo) => {
    const readyAt = async () => (await goTo()).evaluate(() => window.ready);
    return { coldMs: await readyAt(), warmMs: await readyAt() };
  });
}
