/** The language and the texts of web chat. */
import type { WebChatIntl } from '../web-chat/ibm/index.js';
import type { MessageRequest } from './messages.js';

/** The assistant requires a locale with a region. */
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
  /** The texts that the page has replaced. */
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

  /** Returns the formatter. For a text that the page has not replaced, it returns the name. */
  intl(): WebChatIntl {
    const { name: locale, words: messages } = this;
    return {
      locale,
      messages,
      formatMessage: ({ id, defaultMessage = id }, values = {}) =>
        (messages[id] ?? defaultMessage).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
    };
  }

  /** Adds the locale to a request, if the session or the locale is new. */
  addTo(request: MessageRequest, isNewSession: boolean): MessageRequest {
    if (!this.#isChosen || !(isNewSession || this.#isNews)) return request;
    this.#isNews = false;
    const { global = {} } = (request.context ?? {}) as { global?: { system?: object } };
    const system = { locale: FULL[this.name] ?? this.name, ...global.system };
    return { ...request, context: { ...request.context, global: { ...global, system } } };
  }
}
