/**
 * A page with the `<script>` element in it, as a browser runs it. `fetch` reaches the backend, and
 * the simulator is the web chat.
 */
import { onTestFinished, vi } from 'vitest';
import type { SecureWebChat } from '../../src/index.js';
import type { ScriptTagClass } from '../../src/script-tag/index.js';
import { testToken } from '../../src/testing/index.js';
import { MemoryAssistant } from '../../src/testing/memoryAssistant.js';
import { WebChatSimulator } from '../../src/testing/WebChatSimulator.js';

/** The global that the file has defined. */
export const defined = () => (window as unknown as { SecureWebChat?: ScriptTagClass }).SecureWebChat;

export const REQUIRED = {
  'data-integration-id': 'a',
  'data-region': 'us-south',
  'data-token-endpoint': '/createJWT',
};

/** A script element with these attributes; not in the document. */
export function scriptElement(attributes: Readonly<Record<string, string>>): HTMLScriptElement {
  const element = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export interface Sent {
  readonly path: string;
  readonly method: string | undefined;
  readonly body: unknown;
}

/** Everything is removed at the end of the test. */
export function createTagPage(html = '') {
  document.body.innerHTML = html;
  const simulator = new WebChatSimulator(window, () => new MemoryAssistant().answer);
  const console = {
    error: vi.spyOn(globalThis.console, 'error').mockImplementation(() => {}),
    warn: vi.spyOn(globalThis.console, 'warn').mockImplementation(() => {}),
  };
  const sent: Sent[] = [];
  const answers = new Map<string, () => Response | Promise<Response>>([
    ['/createJWT', () => new Response(testToken({ sub: 'anon-1' }))],
  ]);
  vi.stubGlobal('fetch', async (url: URL, { method, body }: RequestInit) => {
    sent.push({ path: url.pathname, method, body });
    return answers.get(url.pathname)?.() ?? new Response('', { status: 404 });
  });
  onTestFinished(async () => {
    await defined()?.current?.destroy();
    simulator.uninstall();
    Reflect.deleteProperty(window, 'SecureWebChat');
    Reflect.deleteProperty(Document.prototype, 'currentScript');
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    setUser(null);
    sessionStorage.clear();
    document.body.replaceChildren();
  });
  const evaluate = async (element: HTMLScriptElement): Promise<SecureWebChat | null> => {
    Object.defineProperty(Document.prototype, 'currentScript', { get: () => element, configurable: true });
    vi.resetModules();
    await import('../../src/script-tag/index.js');
    return defined()?.current ?? null;
  };
  return {
    simulator,
    console,
    sent,
    answers,
    /** Evaluates the file from an element in the body. A page library may do this several times. */
    run: (attributes: Readonly<Record<string, string>>) =>
      evaluate(document.body.appendChild(scriptElement(attributes))),
    /** Evaluates the file from an element that the page has removed while the file was loading. */
    runLate: (attributes: Readonly<Record<string, string>>) => evaluate(scriptElement(attributes)),
  };
}

/** Sets a cookie, as the backend's `Set-Cookie` does. */
export function setUser(user: object | null): void {
  const value = user ? encodeURIComponent(JSON.stringify(user)) : '; max-age=0';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
  document.cookie = `SESSION_INFO=${value}; path=/`;
}
