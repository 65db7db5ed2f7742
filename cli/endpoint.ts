/**
 * Parses an endpoint on the command line. The SDK accepts the same two forms: `'/authenticate'` and
 * `'GET /authenticate'`.
 */

export interface Endpoint {
  readonly method: string;
  readonly url: URL;
}

/** @returns null if the text is not an http(s) address, or has a username or password in it */
export function parseEndpoint(text: string, defaultMethod: string, base?: URL): Endpoint | null {
  const [, verb = defaultMethod, address = text] = /^([A-Za-z]+)\s+(\S+)$/.exec(text.trim()) ?? [];
  if (!URL.canParse(address, base)) return null;
  const url = new URL(address, base);
  const isPlain = /^https?:$/.test(url.protocol) && !url.username && !url.password;
  return isPlain && /^(GET|POST|PUT|PATCH|DELETE)$/i.test(verb) ? { method: verb.toUpperCase(), url } : null;
}

/** Browsers treat these as secure without TLS. */
export function isLocal({ hostname }: URL): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
