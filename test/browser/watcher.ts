/**
 * Records, from before the first paint of each document, whether a visitor can see a text that is
 * hidden from them.
 */
import type { Page } from './driver.js';

declare global {
  interface Window {
    /**
     * The last time at which the secret was readable in this document, in milliseconds since the
     * epoch. Null if it never was.
     */
    lastSeenAt: number | null;
    /** Whether this document was taken out of the back/forward cache. */
    isRestored: boolean;
  }
}

/** Applies to every document of the tab from now on. */
export async function watchFor(secret: string, page: Page): Promise<void> {
  await page.beforeEachDocument((words) => {
    window.lastSeenAt = null;
    window.isRestored = false;
    const look = () => {
      // Only `innerText` is the readable text: it omits hidden elements.
      const isRead = !document.hidden && document.documentElement?.innerText.includes(words);
      if (isRead) window.lastSeenAt = Date.now();
    };
    const lookBeforeEachPaint = () => {
      look();
      requestAnimationFrame(lookBeforeEachPaint);
    };
    lookBeforeEachPaint();
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    addEventListener('pageshow', ({ persisted }) => {
      window.isRestored = persisted;
      look();
    });
  }, secret);
}

export const lastSeenAt = (page: Page) => page.evaluate(() => window.lastSeenAt);

export const isRestored = (page: Page) => page.evaluate(() => window.isRestored);
