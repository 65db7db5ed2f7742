/** A page whose chat nobody opens: its cost for the visitor and for the backend. */
import type { Measuring } from '../browser.js';
import { type PageName, pages } from '../pages.js';
import { alternate, pause } from '../statistics.js';
import { type Figure, table } from '../table.js';

const NAMES = Object.keys(pages) as PageName[];
const LOOKS_AT_THE_PAGE_MS = 1_000;

export async function unopened(browser: Measuring): Promise<Figure> {
  const seen = await alternate({ rounds: 2, apartMs: 0 }, NAMES, (name) => visit(browser, name));
  const most = (name: PageName) => Math.max(...seen[name]);
  const rows = NAMES.map((name) => [name, String(most(name))]);
  const target = {
    what: 'A page whose chat is never opened',
    aim: 'no token request',
    measured: String(most('SDK, hints')),
    isMet: most('SDK, hints') === 0,
  };
  return { name: 'unopened', table: table('lr', ['page', 'token requests'], rows), targets: [target] };
}

function visit(browser: Measuring, name: PageName): Promise<number> {
  const page = pages[name]({ opensByItself: false });
  return browser.visit({ page, tokenDelayMs: 0 }, async (goTo, site) => {
    await (await goTo()).waitForSelector('.WACLauncher', { visible: true });
    await pause(LOOKS_AT_THE_PAGE_MS);
    return site.tokens.length;
  });
}
