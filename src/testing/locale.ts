/** Owns the language the page has chosen, and telling the assistant of it once. */
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
  #isChosen = false;
  #isNews = false;

  change(name: string): void {
    this.name = name;
    this.#isChosen = true;
    this.#isNews = true;
  }

  /** The request as it leaves: with the locale, where this is a new session or the locale is new. */
  addTo(request: MessageRequest, isNewSession: boolean): MessageRequest {
    if (!this.#isChosen || !(isNewSession || this.#isNews)) return request;
    this.#isNews = false;
    const { global = {} } = (request.context ?? {}) as { global?: { system?: object } };
    const system = { locale: FULL[this.name] ?? this.name, ...global.system };
    return { ...request, context: { ...request.context, global: { ...global, system } } };
  }
}
