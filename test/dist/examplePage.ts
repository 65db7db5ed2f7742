/** The page around a sample: its HTML, its backend, and the simulator as IBM's web chat. */
import { installWebChatSimulator, testToken } from 'secure-web-chat/testing';
import { vi } from 'vitest';

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}
type Route = (body: unknown) => Response;

/** Answers by `'METHOD /path'`; anything else is a 404. */
export function startExamplePage(html: string, origin: string, routes: Readonly<Record<string, Route>>) {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(`${origin}/`);
  document.body.innerHTML = html;
  const requests: SentRequest[] = [];
  const stub = async (url: URL | string, init: RequestInit = {}) => {
    const { pathname, origin: to } = new URL(url, document.baseURI);
    const { method = 'GET', body } = init;
    requests.push({ method, path: to === origin ? pathname : to + pathname, body });
    return routes[`${method} ${pathname}`]?.(body) ?? new Response('', { status: 404 });
  };
  vi.stubGlobal('fetch', stub);
  const simulator = installWebChatSimulator();
  return {
    simulator,
    requests,
    stop() {
      simulator.uninstall();
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
      setCookie('SESSION_INFO', '; max-age=0');
      document.body.replaceChildren();
    },
  };
}

export const token = (claims: { sub: string; sid?: string }) => new Response(testToken(claims));

/** Sets a cookie, as a backend's `Set-Cookie` does. */
export function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = `${name}=${value}; path=/`;
}

export const find = <Kind extends HTMLElement = HTMLElement>(selector: string): Kind => {
  const element = document.querySelector<Kind>(selector);
  if (!element) throw new Error(`There is no ${selector} on the page`);
  return element;
};

/** Waits until the page looks as it should. */
export const eventually = (assert: () => void): Promise<void> => vi.waitFor(assert, { timeout: 5_000, interval: 10 });
