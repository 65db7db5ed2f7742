import { createContext, StrictMode, Suspense, startTransition, useContext, useState } from 'react';
import { expect, test } from 'vitest';
import type { WebChatEvents } from '../../src/index.js';
import { SecureWebChatProvider, UserDefinedResponses, useWebChatEvent } from '../../src/react/index.js';
import type { FullWebChatInstance } from '../../src/web-chat/ibm/index.js';
import { createApplication, flush } from './application.js';

type ResponseEvent = WebChatEvents['userDefinedResponse'];

const textOf = ({ data }: ResponseEvent) => String(data.message.user_defined?.['text']);
const Currency = createContext('EUR');

function Card({ event }: { event: ResponseEvent }) {
  const [presses, setPresses] = useState(0);
  const currency = useContext(Currency);
  return (
    <button type="button" className="card" onClick={() => setPresses(presses + 1)}>
      {`${textOf(event)} in ${currency}, pressed ${presses} times`}
    </button>
  );
}

const responses = <UserDefinedResponses render={(event) => <Card event={event} />} />;
/** The responses that the visitor sees in the conversation. */
const cards = () => [...document.querySelectorAll('.WACContainer .card')].map(({ textContent }) => textContent);

test('the responses of the assistant appear in the conversation, with the contexts of the application', async () => {
  const { mount, provide, say, simulator, complaints } = createApplication();
  const application = (currency: string) => (
    <StrictMode>
      <Currency.Provider value={currency}>{provide(responses)}</Currency.Provider>
    </StrictMode>
  );
  const { render } = await mount(application('EUR'));
  await say('card 1');
  await say('card 2');
  await flush(() => document.querySelector<HTMLElement>('.card')?.click());
  expect(cards()).toEqual(['card 1 in EUR, pressed 1 times', 'card 2 in EUR, pressed 0 times']);
  expect(simulator.transcript.join()).toContain('card 1 in EUR');

  await render(application('USD'));
  expect(cards()).toEqual(['card 1 in USD, pressed 1 times', 'card 2 in USD, pressed 0 times']);
  expect(complaints()).toEqual([]);
});

test('a response is rendered with the instance that it came from', async () => {
  const { chat, mount, provide, say } = createApplication();
  const seen = new Set<unknown>();
  await mount(
    provide(
      <UserDefinedResponses
        render={(_event, instance) => {
          seen.add(instance);
          return null;
        }}
      />,
    ),
  );
  await say('card 1');
  expect([...seen]).toEqual([chat.instance]);
});

test('a silent response has no place in the conversation, and nothing is rendered', async () => {
  const { mount, provide, say, complaints } = createApplication({
    webChat: {
      onLoad(instance) {
        instance.on({
          type: 'pre:receive',
          handler({ data }) {
            data.output.generic = [{ response_type: 'user_defined', user_defined: { silent: true, text: 'quiet' } }];
          },
        });
      },
    },
  });
  await mount(provide(responses));
  await say('Hello');
  expect(cards()).toEqual([]);
  expect(complaints()).toEqual([]);
});

test('a logout removes them, and the responses of the next conversation appear', async () => {
  const { chat, mount, provide, say, simulator, complaints } = createApplication();
  await mount(provide(responses));
  await flush(() => simulator.open());
  await flush(() => chat.login({ username: 'cade' }));
  await say('card of Cade');
  const [element] = document.querySelectorAll('.card');
  await flush(() => chat.logout());
  expect(document.body.textContent).not.toContain('card of Cade');
  expect(element?.isConnected).toBe(false);

  await flush(() => simulator.open());
  await say('card 1');
  await flush(() => document.querySelector<HTMLElement>('.card')?.click());
  await say('card 2');
  expect(cards()).toEqual(['card 1 in EUR, pressed 1 times', 'card 2 in EUR, pressed 0 times']);
  expect(complaints()).toEqual([]);
});

test('a response that web chat is still announcing at the logout does not appear', async () => {
  const drawn: string[] = [];
  let go = () => {};
  const { chat, mount, provide, simulator } = createApplication({
    webChat: {
      onLoad(instance) {
        instance.on({ type: 'userDefinedResponse', handler: () => new Promise<void>((resolve) => (go = resolve)) });
      },
    },
  });
  await mount(
    provide(
      <UserDefinedResponses
        render={(event) => {
          drawn.push(textOf(event));
          return null;
        }}
      />,
    ),
  );
  await flush(() => simulator.open());
  await flush(() => chat.login({ username: 'cade' }));
  void simulator.say('card of Cade').catch(() => {});
  await flush(() => {});
  await flush(() => chat.logout());
  await flush(() => go());
  expect(drawn).toEqual([]);
});

test('when the visitor restarts the conversation, its responses are removed', async () => {
  const { chat, mount, provide, say } = createApplication();
  await mount(provide(responses));
  await say('card 1');
  await flush(() => chat.instance?.restartConversation());
  expect(cards()).toEqual([]);
  await say('card 2');
  expect(cards()).toEqual(['card 2 in EUR, pressed 0 times']);
});

test('the next page shows the responses that web chat reads from the history while it renders', async () => {
  const { create, chat, mount, provide, say, simulator } = createApplication();
  const { unmount } = await mount(provide(null));
  await flush(() => simulator.open());
  await say('card 1');
  await unmount();
  await flush(() => chat.destroy());

  const next = create({
    webChat: {
      onLoad(instance) {
        const full = instance as FullWebChatInstance;
        const { render } = full;
        const told = new Promise((resolve) =>
          instance.on({ type: 'userDefinedResponse', handler: () => resolve(null) }),
        );
        full.render = async () => {
          const rendered = await render();
          await told;
          return rendered;
        };
      },
    },
  });
  const phases: string[] = [];
  function Watch() {
    useWebChatEvent('userDefinedResponse', () => void phases.push(next.getState().phase));
    return null;
  }
  await mount(
    <SecureWebChatProvider chat={next}>
      {responses}
      <Watch />
    </SecureWebChatProvider>,
  );
  expect(phases).toEqual(['loading']);
  expect(cards()).toEqual(['card 1 in EUR, pressed 0 times']);
});

test('a response that arrives while React renders appears', async () => {
  const { mount, provide, say } = createApplication();
  let isThere = false;
  let arrive = () => {};
  const arriving = new Promise<void>((resolve) => {
    arrive = () => {
      isThere = true;
      resolve();
    };
  });
  function Late({ isWanted }: { isWanted: boolean }) {
    if (isWanted && !isThere) throw arriving;
    return null;
  }
  const application = (isWanted: boolean) => (
    <Suspense>
      {provide(responses)}
      <Late isWanted={isWanted} />
    </Suspense>
  );
  const { render } = await mount(application(false));
  await flush(() => startTransition(() => void render(application(true))));
  await say('card 1');
  expect(cards()).toEqual(['card 1 in EUR, pressed 0 times']);
  await flush(arrive);
  expect(cards()).toEqual(['card 1 in EUR, pressed 0 times']);
});

test('they stay when the component is unmounted and mounted again, as a route does', async () => {
  const { mount, provide, say } = createApplication();
  const { render } = await mount(provide(responses));
  await say('card 1');
  await render(provide(null));
  expect(cards()).toEqual([]);
  await say('card 2');
  await render(provide(responses));
  expect(cards()).toEqual(['card 1 in EUR, pressed 0 times', 'card 2 in EUR, pressed 0 times']);
});

test('an error in one of them leaves its place empty, is reported, and does not affect the others or the chat', async () => {
  const { mount, provide, say, text, complaints } = createApplication();
  const render = (event: ResponseEvent) => {
    if (textOf(event) === 'card broken') throw new Error('This card is broken');
    return <Card event={event} />;
  };
  await mount(
    <>
      <p>The page</p>
      {provide(<UserDefinedResponses render={render} />)}
    </>,
  );
  await say('card 1');
  await say('card broken');
  expect(await say('Who am I?')).toContain('anon-1');
  await say('card 2');

  expect(cards()).toEqual(['card 1 in EUR, pressed 0 times', 'card 2 in EUR, pressed 0 times']);
  expect(text()).toBe('The page');
  // In React 18, the browser reports the message.
  expect(complaints().join()).toMatch(/This card is broken|The above error occurred in the <Response> component/);
});
