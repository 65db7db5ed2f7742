/**
 * Characters with which an answer of the backend could steer a terminal, or let a text read
 * otherwise than it is.
 */

/**
 * C0 but for the line feed, DEL, C1, line separators, and the marks that change the direction of
 * text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/** In JSON, which says the same with escapes. */
export const escapeControls = (json: string): string =>
  json.replace(CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
