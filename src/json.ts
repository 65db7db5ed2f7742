/** Reads a text that ought to be JSON. */

/** The value, or `text` itself if it holds no JSON. */
export function readJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}
