import { type ComponentType, useState } from 'react';
import refresh from 'react-refresh/runtime';
import { expect, test } from 'vitest';
import { UserDefinedResponses, useSecureWebChat, useWebChatEvent } from '../../src/react/index.js';
import { createApplication, flush } from './application.js';

test('an edited component appears at once, and the chat, the state, the handlers and the responses stay', async () => {
  const { chat, mount, provide, say, text, complaints } = createApplication();
  const told: string[] = [];
  const first = edit('App', (sign) => {
    function App() {
      sign();
      const [count] = useState(() => Math.random());
      const { phase } = useSecureWebChat();
      useWebChatEvent('send', ({ data }) => void told.push(`first ${data.input?.text}`));
      return (
        <p>
          first {phase} {count}
          <UserDefinedResponses render={() => <b className="card">first</b>} />
        </p>
      );
    }
    return App;
  });
  const App = first;
  await mount(provide(<App />));
  await say('card 1');
  const { instance } = chat;
  const [, count] = /ready ([\d.]+)/.exec(text() ?? '') ?? [];

  edit('App', (sign) => {
    function App() {
      sign();
      const [count] = useState(() => Math.random());
      const { phase } = useSecureWebChat();
      useWebChatEvent('send', ({ data }) => void told.push(`second ${data.input?.text}`));
      return (
        <p>
          second {phase} {count}
          <UserDefinedResponses render={() => <b className="card">second</b>} />
        </p>
      );
    }
    return App;
  });
  await flush(() => void refresh.performReactRefresh());
  await say('card 2');

  expect(text()).toBe(`second ready ${count}`);
  expect([...document.querySelectorAll('.WACContainer .card')].map((card) => card.textContent)).toEqual([
    'second',
    'second',
  ]);
  expect(told.filter((line) => line.includes('card'))).toEqual(['first card 1', 'second card 2']);
  expect(chat.instance).toBe(instance);
  expect(complaints()).toEqual([]);
});

/** Updates a module's component, as a bundler does after an edit of the module. */
function edit(name: string, define: (sign: () => void) => ComponentType): ComponentType {
  const sign = refresh.createSignatureFunctionForTransform();
  const component = define(() => void sign());
  sign(component, 'the same hooks');
  refresh.register(component, name);
  return component;
}
