/** How long the main thread of a page has worked. */
import type { Page as Tab } from 'puppeteer-core';

/** @returns a way to ask for the milliseconds since now, or since the navigation after it */
export async function watchMainThread(tab: Tab): Promise<() => Promise<number>> {
  const session = await tab.createCDPSession();
  // The thread's own processor time, not the time in which other threads ran.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
}
