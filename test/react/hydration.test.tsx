import { Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { UserDefinedResponses, useSecureWebChat, useWebChatEvent, WebChatElement } from '../../src/react/index.js';
import { createApplication, flush } from './application.js';

function Application({ name }: { name: string }) {
  const { phase, user } = useSecureWebChat<{ name: string }>();
  useWebChatEvent('view:change', () => {});
  return (
    <main>
      <p>
        {name}: {phase} {user?.name ?? 'nobody'}
      </p>
      <UserDefinedResponses render={() => <b>A card</b>} />
    </main>
  );
}

test('React hydrates a page from a server without an error, and the page then shows the current state', async () => {
  const { hydrate, provide, page, text, complaints } = createApplication();
  const application = provide(
    <>
      <Application name="Page" />
      <WebChatElement className="chat" />
    </>,
  );
  const html = renderToString(application);
  expect(html).toMatch(/<p>.*idle.*nobody.*<\/p>.*<div class="chat" style="display:none"><\/div>/);
  expect(await hydrate(html, application)).toEqual([]);
  expect(text()).toBe('Page: ready nobody');
  expect(page.querySelectorAll('main')).toHaveLength(1);
  expect(complaints()).toEqual([]);
});

test('a chat that was loaded and used before the hydration causes no mismatch', async () => {
  const { chat, hydrate, provide, text, say, complaints } = createApplication({ style: 'cookie' });
  const application = provide(<Application name="Page" />);
  const html = renderToString(application);
  await flush(() => chat.load());
  await flush(() => chat.login({ username: 'cade' }));
  await say('card 1');
  expect(await hydrate(html, application)).toEqual([]);
  expect(text()).toBe('Page: ready cade');
  expect(complaints()).toEqual([]);
});

test('a part of the page that React hydrates later causes no mismatch either', async () => {
  const { chat, hydrate, provide, text, say, complaints } = createApplication({ style: 'cookie' });
  let isThere = true;
  let arrive = () => {};
  const arriving = new Promise<void>((resolve) => (arrive = resolve));
  function Late() {
    if (!isThere) throw arriving;
    return <Application name="Late" />;
  }
  const application = provide(
    <>
      <Application name="Soon" />
      <Suspense>
        <Late />
      </Suspense>
    </>,
  );
  const html = renderToString(application);
  isThere = false;
  const recovered = await hydrate(html, application);
  await flush(() => chat.login({ username: 'cade' }));
  await say('card 1');
  expect(text()).toBe('Soon: ready cadeLate: idle nobody');
  await flush(() => {
    isThere = true;
    arrive();
  });
  expect(text()).toBe('Soon: ready cadeLate: ready cade');
  expect(recovered).toEqual([]);
  expect(complaints()).toEqual([]);
});
