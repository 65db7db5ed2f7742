/** Reads text that may be JSON. */

/** Returns the parsed value, or `text` itself if it is not JSON. */
export function readJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}
