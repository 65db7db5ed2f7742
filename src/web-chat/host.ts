/** The callbacks from web chat to the code around it. */
import type { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';

/** A stopped instance calls only `onEnd`. */
export interface WebChatHost {
  /**
   * Gets a token other than the refused one. The token may have another subject.
   * @param use called with the token before a login or logout can make the token outdated
   */
  needToken(refused: IdentityToken | null, use: (token: IdentityToken) => void): Promise<void>;
  /**
   * A token has arrived that web chat asked for.
   * @returns whether this instance can use the token
   */
  onToken(token: IdentityToken): boolean;
  /** Web chat is sending a message to the assistant. */
  onMessage(): void;
  /** The assistant has answered a message, so an earlier failure is over. */
  onAnswer(): void;
  /** The window was opened or closed. */
  onViewChange(): void;
  /** The visitor uses web chat or is about to use it. */
  onTouch(): void;
  /** The assistant has refused the token, and web chat does not ask for another one. */
  onRejected(): void;
  /** The instance has become `isBroken`. */
  onBroken(): void;
  /** An error has occurred that the site must get. */
  onError(error: SecureWebChatError): void;
  /**
   * The instance has been stopped.
   * @param isOver whether the session ends too, so that the tab keeps no conversation
   */
  onEnd(isOver: boolean): void;
}
