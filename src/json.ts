/** Owns reading a text that ought to be JSON. */

/** The value, or the text itself where it is not JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
