/** The identity of the user: accepts tokens, asks the page for them, and detects refused ones. */
import { anonymousID, forgetAnonymousID } from './anonymousID.js';
import { type AssistantReply, type AssistantRequest, isSuccess } from './assistant.js';
import { type Core, tellPage } from './core.js';
import type { BusEvent } from './eventBus.js';
import { type Claims, readClaims } from './identityToken.js';
import type { LoaderOptions } from './page.js';

const HANDLER_TIMEOUT_MS = 30_000;
const REQUEST = 'A request for a new identity token was made using the identityTokenExpired event but';

export class Identity {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Accepts a token of the same user. As in web chat, the token may have expired. */
  updateToken(token: string): void {
    if (this.#core.isSecure === false) {
      throw new Error('You cannot add an identity token if security is not turned on.');
    }
    const { sub } = readToken(token, this.#core.options);
    this.#become(sub, true);
    this.#core.state.set({ identityToken: token });
  }

  /** Sets the user's ID, if security is off. */
  updateUserID(userID: string): void {
    if (this.#core.state.get().identityToken || this.#core.isSecure) {
      throw new Error('Unable to update the userID. You must use the "sub" claim inside your JWT identity token.');
    }
    this.#become(userID, false);
  }

  /** Asks the page for a token. If it gets none, it calls the page's `onError` and rejects. */
  async refresh(catastrophicErrorType?: 'FAILED'): Promise<void> {
    const refuse = (because: string, cause?: unknown): never => {
      const otherData = cause === undefined ? {} : { otherData: cause };
      const message = `${REQUEST} ${because}`;
      this.#core.report({
        errorType: 'IDENTITY_TOKEN',
        message,
        ...otherData,
        ...(catastrophicErrorType && { catastrophicErrorType }),
      });
      throw cause ?? new Error(message);
    };
    const event: BusEvent = { type: 'identityTokenExpired', identityToken: null };
    await this.#core.timers
      .within(HANDLER_TIMEOUT_MS, this.#core.bus.fire(event))
      .catch((error: unknown) => refuse('an error was thrown by a handler.', error));
    const { identityToken } = event;
    if (!identityToken) return refuse('no token was set by a handler.');
    if (typeof identityToken !== 'string') return refuse('the handler returned a non-string token.');
    try {
      this.updateToken(identityToken);
    } catch (error) {
      refuse('an error was thrown.', error);
    }
  }

  /** Whether the reply refuses the token. As in web chat, other replies with 401 do not count. */
  isRefusal({ status, text }: AssistantReply): boolean {
    return (
      (status === 403 && this.#core.isSecure === true) ||
      (status === 400 && /token provided is malformed|Authorization header provided but does not/.test(text)) ||
      (status === 401 && text.includes('token expired'))
    );
  }

  /** Sends a request. If the reply refuses the token, it sends the request with a new token. */
  async askWithRetry(request: Omit<AssistantRequest, 'token'>): Promise<AssistantReply> {
    const reply = await this.#core.ask(request);
    if (isSuccess(reply) || !this.isRefusal(reply)) return reply;
    await this.refresh();
    return this.#core.ask(request);
  }

  #become(next: string, isByToken: boolean): void {
    const { page, state } = this.#core;
    const { userID, identityToken } = state.get();
    if (next === userID) return;
    const isMadeUp = userID !== null && userID === anonymousID(page) && !identityToken;
    if (userID !== null && !isMadeUp) {
      const what = isByToken && identityToken ? '"sub" claim' : 'userID';
      throw new Error(`The ${what} is already set to "${userID}" and cannot be changed to "${next}"`);
    }
    state.set({ userID: next });
    forgetAnonymousID(page);
  }
}

function readToken(token: string, options: LoaderOptions): Pick<Claims, 'sub'> {
  try {
    const { sub, exp } = readClaims(token);
    if (!sub) throw new Error('The "sub" claim is required in your identityToken.');
    if (!exp) console.info('[Chat] It is recommended you set your JWT to expire with an exp claim.');
    return { sub };
  } catch (error) {
    const message = 'The provided JWT (identity token) is not valid.';
    tellPage(options, { errorType: 'IDENTITY_TOKEN', message, otherData: error });
    throw error;
  }
}
