/** A React application on a site in memory: the real binding, the real SDK, and the simulator. */
import { act, type ReactNode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import { SecureWebChatProvider } from '../../src/react/index.js';
import { createSite, type SiteOptions, settle } from '../unit/site.js';

declare global {
  /** React requires this flag for `act()`. */
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}

export type Application = ReturnType<typeof createApplication>;

/** The assistant answers "card …" with a user-defined response that holds the text. */
export function createApplication(options: SiteOptions = {}) {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const site = createSite({
    ...options,
    webChat: {
      ...options.webChat,
      async onLoad(instance) {
        let text = '';
        instance.on({
          type: 'pre:send',
          handler({ data }) {
            text = data.input?.text ?? '';
          },
        });
        instance.on({
          type: 'pre:receive',
          handler({ data }) {
            if (text.startsWith('card'))
              data.output.generic = [{ response_type: 'user_defined', user_defined: { text } }];
          },
        });
        await options.webChat?.onLoad?.(instance);
      },
    },
  });
  const page = document.createElement('div');
  document.body.append(page);
  const roots: { unmount(): void }[] = [];
  onTestFinished(() =>
    act(async () => {
      for (const root of roots) root.unmount();
    }),
  );

  return {
    ...site,
    page,
    /** Mounts the application, and waits for everything that follows before time passes. */
    async mount(content: ReactNode) {
      const root = createRoot(page);
      roots.push(root);
      const render = (next: ReactNode) => flush(() => root.render(next));
      await render(content);
      return { render, unmount: () => flush(() => root.unmount()) };
    },
    /**
     * Hydrates a page from a server.
     * @returns React's errors
     */
    async hydrate(html: string, content: ReactNode) {
      const complaints: unknown[] = [];
      page.innerHTML = html;
      await flush(() => {
        roots.push(hydrateRoot(page, content, { onRecoverableError: (error) => complaints.push(error) }));
      });
      return complaints;
    },
    /** The provider with the application's chat around the content. */
    provide: (content: ReactNode, load?: 'now' | 'idle' | 'manual') => (
      <SecureWebChatProvider chat={site.chat} load={load}>
        {content}
      </SecureWebChatProvider>
    ),
    /** The text of the page, without web chat. */
    text: () => page.textContent,
    /** All lines on the console. */
    complaints: () =>
      [...site.console.error.mock.calls, ...site.console.warn.mock.calls].map((words) => words.join(' ')),
    say: (text: string) => flush(() => site.simulator.say(text)),
  };
}

/** Runs the function, and everything that follows before time passes. */
export async function flush<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  let result: Result | undefined;
  await act(async () => {
    result = await run();
    await settle();
  });
  return result as Result;
}
