// Why `state` should be a method: TypeScript keeps a narrowed property path across calls and
// awaits.
import type { SecureWebChat, SecureWebChatState } from 'secure-web-chat';

declare const planned: { readonly state: SecureWebChatState; load(): Promise<unknown> };
declare const chat: SecureWebChat;

export async function asPlanned() {
  if (planned.state.phase !== 'idle') return;
  await planned.load();
  // The code is right; the getter misleads the compiler.
  // @ts-expect-error TS2367 'idle' and 'ready' have no overlap
  if (planned.state.phase === 'ready') console.log('ready');
}
export async function asProposed() {
  if (chat.getState().phase !== 'idle') return;
  await chat.load();
  if (chat.getState().phase === 'ready') console.log('ready');
}
