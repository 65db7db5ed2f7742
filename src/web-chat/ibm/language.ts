/**
 * Texts of web chat by IBM's names, for example `input_placeholder`.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#updateLanguagePack)
 */
export type WebChatLanguagePack = Record<string, string>;

/**
 * The object that formats web chat's texts. It is an `IntlShape` of the library Format.JS. The type
 * describes the members that a page needs.
 * @see [IBM's documentation](https://web-chat.global.assistant.watson.cloud.ibm.com/docs.html?to=api-instance-methods#getIntl)
 */
export interface WebChatIntl {
  /** The language, for example `'de'`. */
  readonly locale: string;
  /** The texts of web chat by name. */
  readonly messages: Readonly<Record<string, unknown>>;
  /** Returns the text with this `id`, with the values filled in. */
  formatMessage(
    descriptor: { id: string; defaultMessage?: string },
    values?: Readonly<Record<string, string | number | boolean | Date>>,
  ): string;
  [property: string]: unknown;
}
