import type { SecureWebChatError } from '../errors.js';
import type { IdentityToken } from '../token.js';

/** The code around an instance. An instance that is stopped calls nothing but `onEnd`. */
export interface WebChatHost {
  /**
   * Gets a token other than the one web chat had, of any subject.
   * @param use is called with the token before a login or logout can make it one of before
   */
  needToken(refused: IdentityToken | null, use: (token: IdentityToken) => void): Promise<void>;
  /**
   * Web chat asked for a token, and this one came.
   * @returns whether this instance can go on under it
   */
  onToken(token: IdentityToken): boolean;
  /** A message is on its way to the assistant. */
  onMessage(): void;
  /** Web chat answered a message, so trouble that it had is over. */
  onAnswer(): void;
  /** The window was opened or closed. */
  onView(): void;
  /** The visitor did something in web chat, or is about to. */
  onTouch(): void;
  /** The assistant refuses the token in a way that makes web chat ask for no other. */
  onRejected(): void;
  /** The instance has come to be `isBroken`. */
  onBroken(): void;
  /** The site should hear of this error. */
  onError(error: SecureWebChatError): void;
  /**
   * The instance is stopped.
   * @param isOver whether its session ends too, so that the tab keeps no conversation
   */
  onEnd(isOver: boolean): void;
}
