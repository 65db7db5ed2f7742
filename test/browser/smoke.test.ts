/**
 * The scenario that `npm test` runs in one browser: the product's first promise, through the built
 * file and the demo.
 */
import { expect, test } from 'vitest';
import { inEachBrowser } from './browsers.js';
import { openDemo } from './demo.js';
import { askWhoIAm, logIn, openChat, transcript } from './visitor.js';

inEachBrowser((driver) => {
  test('after a login in the middle of the conversation, the user continues in the same session', async () => {
    const { page, messages } = await openDemo(driver);
    await openChat(page);
    const before = await askWhoIAm(page);
    await logIn(page, 'cade');
    const after = await askWhoIAm(page);

    expect(after).toEqual({ subject: before.subject, customUserID: 'cade-id' });
    expect(new Set(messages().map(({ sessionID }) => sessionID)).size).toBe(1);
    expect((await transcript(page)).match(/Who am I\?\n/g)).toHaveLength(2);
  });
});
