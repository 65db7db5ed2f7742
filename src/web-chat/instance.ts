/** One running instance of web chat and the `sub` it is bound to. It knows nothing of endpoints. */
import { sleep, within } from '../clock.js';
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

const ON_LOAD_LIMIT_MS = 30_000;
const END_SESSION_LIMIT_MS = 3_000;
const ELEMENT_LIMIT_MS = 2_000;
const ELEMENT_POLL_MS = 50;

export interface WebChat {
  readonly instance: WebChatInstance;
  /** The token web chat has, or is about to have. An instance takes no other subject. */
  readonly token: IdentityToken | null;
  readonly isOpen: boolean;
  /** An error panel stands in the window, because there was no token. */
  readonly isBroken: boolean;
  /** Runs the site's `onLoad`, then renders. @throws SecureWebChatError `WEB_CHAT_FAILED` */
  render(): Promise<void>;
  /**
   * Gives web chat the token; if this throws, it keeps the one it had.
   * @throws SecureWebChatError `SECURITY_OFF`, `TOKEN_REJECTED`
   */
  apply(token: IdentityToken): void;
  /**
   * @param how with `inPage`, somebody wants to see it, so its element has to be in the page soon
   * @throws SecureWebChatError `WEB_CHAT_FAILED`
   */
  open(how?: { inPage?: boolean }): Promise<void>;
  setHidden(isHidden: boolean): void;
  /** Takes the instance down. It gets no token from the first moment on. Never rejects. */
  stop(how: { endSession: boolean }): Promise<void>;
  /** Hears IBM's `onError`, which IBM is given when it makes the instance. */
  onError(detail: WebChatErrorDetail): void;
}

/** @param findElement looks the page's element up again; throws if there is none now */
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
    // IBM's warning about other values asks for the page's own Promise, which zone.js replaces.
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
    // IBM fires it right after the container appeared, before anything of it is drawn or focused:
    // docs/web-chat-behaviour.md#container.
    'view:pre:change': container.appeared,
    'view:change': host.onView,
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
        await within(ON_LOAD_LIMIT_MS, signal, () => options.onLoad?.(instance));
        await within(Infinity, signal, () => instance.render());
        container.appeared();
        container.onTouch(host.onTouch, signal);
      } catch (error) {
        throw asFailure(error, `it did not render, or ${SITE_CODE} failed or took 30 s`);
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
      tokens.given(token);
    },
    async open({ inPage = false } = {}) {
      try {
        // IBM refuses a change of view while another is under way:
        // docs/web-chat-behaviour.md#opening-and-closing.
        opening ??= instance.changeView('mainWindow').finally(() => {
          opening = null;
        });
        await within(Infinity, signal, () => opening);
        // A component may mount its element in the same moment.
        for (let waitedMs = 0; inPage && !container.restore(); waitedMs += ELEMENT_POLL_MS) {
          if (waitedMs >= ELEMENT_LIMIT_MS) throw failed('webChat.element is not in the page');
          await sleep(ELEMENT_POLL_MS, signal);
        }
      } catch (error) {
        throw asFailure(error, 'it did not open');
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
    onError: (detail) => signal.aborted || errors.hear(detail),
  };
}

/**
 * IBM's `destroy()` does not unsubscribe, and IBM complains of a handler that returns a value:
 * docs/web-chat-behaviour.md#destroy.
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
 * @param forget is called once more if a late answer begins another session, which the next visitor
 *   would find
 */
async function end(instance: FullWebChatInstance, endSession: boolean, forget: () => void): Promise<void> {
  if (endSession) {
    // If this fails, the session ends later, when IBM's service finds it idle.
    const unlimited = new AbortController().signal;
    // IBM leaves the human agent in a conversation that nobody sees any more.
    const leave = async () => instance.serviceDesk.endConversation();
    const ends = () => Promise.allSettled([leave(), instance.destroySession()]);
    await within(END_SESSION_LIMIT_MS, unlimited, ends).catch(() => {});
    instance.on({ type: 'receive', handler: forget });
  }
  try {
    instance.destroy();
  } catch {
    // The instance is hidden all the same.
  }
}
