/** One running instance of web chat, which is bound to one `sub`. This module uses no endpoints. */
import { abortable, sleep, within } from '../clock.js';
import { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';
import { createContainer } from './container.js';
import { createErrorReports } from './errorReports.js';
import { asFailure, failed, securityOff } from './failures.js';
import type { WebChatHost } from './host.js';
import type { FullWebChatInstance, WebChatErrorDetail, WebChatInstance } from './ibm/index.js';
import { SITE_CODE } from './instanceHandlers.js';
import { watchAssistant } from './pagePolicy.js';
import type { StartOptions } from './startOptions.js';
import { forgetSessions } from './tabSessions.js';
import { createTokenRequests } from './tokenRequests.js';

const ON_LOAD_TIMEOUT_MS = 30_000;
const END_SESSION_TIMEOUT_MS = 3_000;
const ELEMENT_TIMEOUT_MS = 2_000;
const ELEMENT_POLL_MS = 50;

export interface WebChat {
  readonly instance: WebChatInstance;
  /**
   * Web chat's current token, or the one that it is about to get. An instance accepts no other
   * `sub`.
   */
  readonly token: IdentityToken | null;
  readonly isOpen: boolean;
  /** Whether an error panel covers the window because web chat got no token. */
  readonly isBroken: boolean;
  /**
   * Runs the site's `onLoad` and the handlers of `on('instance')`, then renders.
   * @throws SecureWebChatError `WEB_CHAT_FAILED`
   */
  render(): Promise<void>;
  /**
   * Gives web chat the token. If this throws, web chat keeps its old token.
   * @throws SecureWebChatError `SECURITY_OFF`, `TOKEN_REJECTED`
   */
  apply(token: IdentityToken): void;
  /**
   * Opens the window.
   * @param isInPage whether the container must be in the page after 2 s
   * @throws SecureWebChatError `WEB_CHAT_FAILED`
   */
  open(isInPage?: boolean): Promise<void>;
  setHidden(isHidden: boolean): void;
  /** Removes the instance, which gets no token from this call on. Never rejects. */
  stop(how: { endSession: boolean }): Promise<void>;
  /** Handles IBM's `onError`. */
  onError(detail: WebChatErrorDetail): void;
}

/** @param findElement finds the page's current element; throws if there is none */
export function createInstance(
  instance: FullWebChatInstance,
  options: StartOptions,
  host: WebChatHost,
  findElement: () => Element | undefined,
): WebChat {
  const life = new AbortController();
  const { signal } = life;
  const container = createContainer(options, findElement, signal);
  const tokens = createTokenRequests(host, signal);
  const errors = createErrorReports(host, watchAssistant(options, signal));
  let opening: Promise<void> | null = null;
  instance.on({
    type: 'identityTokenExpired',
    // IBM warns about other return values than the page's own Promise, which zone.js replaces.
    handler: (event) => Promise.resolve(tokens.answer(event)),
  });
  listen(instance, signal, {
    send() {
      errors.messageSent();
      host.onMessage();
    },
    receive() {
      errors.messageAnswered();
      host.onAnswer();
    },
    restartConversation: errors.restarted,
    // IBM fires this event right after it adds the container, before the browser draws or focuses
    // it: docs/web-chat-behaviour.md#container.
    'view:pre:change': container.appeared,
    'view:change': host.onViewChange,
    'chat:ready': () => tokens.token || host.onError(securityOff()),
  });

  return {
    instance,
    get token() {
      return tokens.token;
    },
    get isOpen() {
      return instance.getState().isWebChatOpen;
    },
    get isBroken() {
      return errors.isBroken;
    },
    async render() {
      try {
        // This `onLoad` also calls the handlers of `on('instance')`.
        await within(ON_LOAD_TIMEOUT_MS, signal, () => options.onLoad?.(instance));
        await abortable(signal, () => instance.render());
        // Without a launcher and a window, there was no change of view.
        container.appeared();
        container.onTouch(host.onTouch, signal);
      } catch (error) {
        throw asFailure(error, `web chat did not render, or ${SITE_CODE} failed or took 30 s`);
      }
    },
    apply(token) {
      try {
        instance.updateIdentityToken(token.text);
      } catch (error) {
        throw /security is not turned on/i.test(String(error))
          ? securityOff()
          : new SecureWebChatError('TOKEN_REJECTED', 'web chat refused the token');
      }
      tokens.pushed(token);
    },
    async open(isInPage) {
      try {
        // IBM refuses a change of view while another change is running:
        // docs/web-chat-behaviour.md#opening-and-closing.
        opening ??= instance.changeView('mainWindow').finally(() => {
          opening = null;
        });
        await abortable(signal, () => opening);
        // A component may mount its element in the same moment.
        for (let waitedMs = 0; isInPage && !container.restore(); waitedMs += ELEMENT_POLL_MS) {
          if (waitedMs >= ELEMENT_TIMEOUT_MS)
            throw failed('webChat.element is not in the page', { advice: 'add it before open()' });
          await sleep(ELEMENT_POLL_MS, signal);
        }
      } catch (error) {
        throw asFailure(error, 'its window did not open');
      }
    },
    setHidden: (isHidden) => signal.aborted || container.setHidden(isHidden),
    async stop({ endSession }) {
      if (signal.aborted) return;
      life.abort();
      container.setHidden(true);
      host.onEnd(endSession);
      await end(instance, endSession, () => {
        const forgotten = tokens.token?.subject;
        if (forgotten) forgetSessions(options.integrationID, forgotten);
      });
      if (endSession) forgetSessions(options.integrationID);
    },
    onError: (detail) => signal.aborted || errors.onError(detail),
  };
}

/**
 * Subscribes handlers until `life` aborts, because IBM's `destroy()` does not unsubscribe them
 * (docs/web-chat-behaviour.md#destroy). IBM warns about a handler that returns a value.
 */
function listen(instance: WebChatInstance, life: AbortSignal, handlers: Record<string, () => unknown>): void {
  for (const [type, handle] of Object.entries(handlers)) {
    const handler = () => {
      if (!life.aborted) handle();
    };
    instance.on({ type, handler });
  }
}

/**
 * Ends the session if required, and destroys the instance.
 * @param forget called again after a late answer, which may store a session for the next visitor
 */
async function end(instance: FullWebChatInstance, endSession: boolean, forget: () => void): Promise<void> {
  if (endSession) {
    // If this fails, IBM's service ends the session later, when the session is idle.
    const unlimited = new AbortController().signal;
    // IBM's `destroySession()` does not end the conversation with a human agent.
    const leave = async () => instance.serviceDesk.endConversation();
    const ends = () => Promise.allSettled([leave(), instance.destroySession()]);
    await within(END_SESSION_TIMEOUT_MS, unlimited, ends).catch(() => {});
    instance.on({ type: 'receive', handler: forget });
  }
  try {
    instance.destroy();
  } catch {
    // The instance is hidden all the same.
  }
}
