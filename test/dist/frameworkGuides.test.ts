/**
 * The guides to Vue, Angular and Svelte: the lines that carry the chat's state into the framework,
 * run as they stand.
 */
import { SecureWebChat, type SecureWebChatState } from 'secure-web-chat';
import { installWebChatSimulator } from 'secure-web-chat/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runGuide } from './guideModule.js';

interface Guide {
  readonly chat: { load(): Promise<unknown> };
  /** As a component of the framework sees it. */
  state(): SecureWebChatState;
}

/** The guides, each with the way in which a component of the framework uses the guide's module. */
const guides: readonly [string, string, (module: never) => Guide][] = [
  [
    'docs/vue.md',
    'chat.ts',
    ({ chat, useChat }: { chat: Guide['chat']; useChat(): { value: SecureWebChatState } }) => {
      const state = useChat();
      return { chat, state: () => state.value };
    },
  ],
  [
    'docs/angular.md',
    'chat.service.ts',
    ({ ChatService }: { ChatService: new () => { load: Guide['chat']['load']; state: Guide['state'] } }) => {
      const service = new ChatService();
      return { chat: service, state: service.state };
    },
  ],
  [
    'docs/other-frameworks.md',
    'src/lib/chat.ts',
    ({
      chat,
      chatState,
    }: {
      chat: Guide['chat'];
      chatState: { subscribe(set: (state: SecureWebChatState) => void): void };
    }) => {
      let current: SecureWebChatState | undefined;
      chatState.subscribe((state) => {
        current = state;
      });
      return { chat, state: () => current! };
    },
  ],
];

test.each(guides)('the state in %s follows the chat', async (path, name, use) => {
  using _simulator = installWebChatSimulator();
  const load = vi.spyOn(SecureWebChat.prototype, 'load');
  onTestFinished(async () => {
    // A page can have only one chat with a given namespace, and the guides never destroy theirs.
    for (const loaded of load.mock.contexts as SecureWebChat[]) await loaded.destroy();
    load.mockRestore();
  });
  const { chat, state } = use((await runGuide(path, name)) as never);
  expect(state().phase).toBe('idle');
  await chat.load();
  expect(state().phase).toBe('ready');
});
