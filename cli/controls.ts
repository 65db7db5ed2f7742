/**
 * Removes or escapes characters with which an answer of the backend could control a terminal, or
 * change the order in which a text is displayed.
 */

/**
 * C0 except the line feed, DEL, C1, line separators, and the marks that change the direction of
 * text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to name them.
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/** Replaces the characters with escapes, which mean the same in JSON. */
export const escapeControls = (json: string): string =>
  json.replace(CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
