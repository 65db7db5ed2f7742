/** The cookies of the page: denied, cached as in WebKit, set and cleared. */

/** A sandboxed frame, where touching cookies throws. Undone by {@link allowCookies}. */
export function denyCookies(): void {
  const denied = () => {
    throw new DOMException('The document is sandboxed', 'SecurityError');
  };
  Object.defineProperty(document, 'cookie', { get: denied, set: denied, configurable: true });
}

export function allowCookies(): void {
  Reflect.deleteProperty(document, 'cookie');
}

/** Sets a cookie, as a server's `Set-Cookie` does. */
export function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = `${name}=${value}; path=/`;
}

/**
 * Makes the page read cookies as in WebKit: it gets old values until a timer fires or the page
 * writes a cookie. {@link allowCookies} undoes this.
 * @returns a function that sets a cookie as a server's `Set-Cookie` does
 */
export function rememberCookies(): typeof setCookie {
  let remembered: string | null = null;
  const forget = () => {
    remembered = null;
  };
  const jar = Object.getPrototypeOf(document);
  const write = (line: string) => void Reflect.set(jar, 'cookie', line, document);
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get() {
      if (remembered === null) setTimeout(forget);
      remembered ??= Reflect.get(jar, 'cookie', document);
      return remembered;
    },
    set(line: string) {
      forget();
      write(line);
    },
  });
  return (name, value) => write(`${name}=${value}; path=/`);
}

export function clearCookies(): void {
  for (const pair of document.cookie.split('; ')) setCookie(pair.split('=')[0] ?? '', '; max-age=-1');
}
