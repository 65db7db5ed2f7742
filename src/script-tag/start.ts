/** Loads the chat of a script tag at the time that the attribute `data-start` names. */
import { whenLoaded } from '../pageEvents.js';
import type { SecureWebChat } from '../SecureWebChat.js';
import { wasOpen } from '../web-chat/tabSessions.js';
import { MARK } from './words.js';

export const STARTS = ['auto', 'idle', 'intent', 'manual'] as const;
/** With `intent`, the chat loads when the visitor reaches an element marked `open`. */
export type Start = (typeof STARTS)[number];

export interface StartHost {
  readonly chat: SecureWebChat;
  readonly integrationID: string;
  warn(what: string): void;
  report(error: unknown): void;
}

export function startChat(start: Start, host: StartHost): void {
  const { chat, integrationID, report } = host;
  if (start === 'manual') return;
  if (start === 'intent' && !wasOpen(integrationID)) needOpenElement(host);
  else chat.load({ when: start === 'idle' ? 'idle' : 'now' }).catch(report);
}

/** Falls back to `idle` without an element marked `open`, because the chat would never load. */
function needOpenElement({ chat, warn, report }: StartHost): void {
  const life = new AbortController();
  // A login changes the state too, but loads nothing.
  chat.on('change', ({ phase }) => phase === 'idle' || life.abort());
  const check = () => {
    if (document.querySelector(`[${MARK}="open"]`)) return;
    warn(`data-start="intent" needs an element marked ${MARK}="open"; without one, it is data-start="idle".`);
    chat.load({ when: 'idle' }).catch(report);
  };
  whenLoaded(life.signal).then(check, () => {});
}

/** The events that come before the press of a button. */
const REACHES = ['pointerover', 'pointerdown', 'touchstart', 'focusin'];

export interface WarmUpHost extends Pick<StartHost, 'chat' | 'report'> {
  readonly start: Start;
}

/**
 * Loads the chat and fetches a token when the pointer, a finger or the focus reaches an element
 * marked `open`. With `manual`, it sends no request before the page itself loads the chat.
 */
export function warmUp({ chat, start, report }: WarmUpHost, life: AbortSignal): void {
  const handle = ({ target }: Event) => {
    if (!(target instanceof Element) || !target.closest(`[${MARK}="open"]`)) return;
    if (chat.getState().phase === 'idle') {
      if (start === 'manual') return;
      chat.load().catch(report);
    }
    chat.reach();
  };
  for (const type of REACHES) document.addEventListener(type, handle, { signal: life, capture: true, passive: true });
}
