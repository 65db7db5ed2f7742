/** Reads a text that ought to be JSON. */

/** The value, or what was given where it is no text that holds JSON. */
export function readJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}
