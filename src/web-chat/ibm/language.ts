/** Web chat's own words by IBM's names for them, for example `input_placeholder`. */
export type WebChatLanguagePack = Record<string, string>;

/** What web chat writes its words with: the `IntlShape` of Format.JS, as far as a page needs it. */
export interface WebChatIntl {
  /** For example `de`. */
  readonly locale: string;
  /** Web chat's words by their names. */
  readonly messages: Readonly<Record<string, unknown>>;
  /** One of web chat's words, with values filled in. */
  formatMessage(
    descriptor: { id: string; defaultMessage?: string },
    values?: Readonly<Record<string, string | number | boolean | Date>>,
  ): string;
  [property: string]: unknown;
}
