/** The language that the page has chosen. The assistant is told of it once. */
import type { WebChatIntl } from '../web-chat/ibm/index.js';
import type { MessageRequest } from './messages.js';

/** The assistant wants a full locale. */
const FULL: Record<string, string> = {
  en: 'en-us',
  ar: 'ar-ar',
  cs: 'cs-cz',
  de: 'de-de',
  es: 'es-es',
  fr: 'fr-fr',
  it: 'it-it',
  ja: 'ja-jp',
  ko: 'ko-kr',
  nl: 'nl-nl',
  pt: 'pt-br',
  zh: 'zh-cn',
};

export class Locale {
  name = 'en';
  /** Web chat's own words, as far as the page has replaced them. */
  words: Readonly<Record<string, string>> = {};
  #isChosen = false;
  #isNews = false;

  change(name: string): void {
    this.name = name;
    this.words = {};
    this.#isChosen = true;
    this.#isNews = true;
  }

  replaceWords(words: Readonly<Record<string, string>>): void {
    this.words = { ...this.words, ...words };
  }

  /** What web chat writes its words with: those of the page, or else the names of the words. */
  intl(): WebChatIntl {
    const { name: locale, words: messages } = this;
    return {
      locale,
      messages,
      formatMessage: ({ id, defaultMessage = id }, values = {}) =>
        (messages[id] ?? defaultMessage).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
    };
  }

  /**
   * The request as it leaves: with the locale, where this is a new session or the locale is new.
   */
  addTo(request: MessageRequest, isNewSession: boolean): MessageRequest {
    if (!this.#isChosen || !(isNewSession || this.#isNews)) return request;
    this.#isNews = false;
    const { global = {} } = (request.context ?? {}) as { global?: { system?: object } };
    const system = { locale: FULL[this.name] ?? this.name, ...global.system };
    return { ...request, context: { ...request.context, global: { ...global, system } } };
  }
}
