/**
 * The site of a test: a page with a login and a chat, its backend, and the assistant stand-in on
 * another origin.
 */
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';
import type { SecureWebChat, WebChatOptions } from 'secure-web-chat';
import { onTestFinished } from 'vitest';
import { type AssistantOptions, createAssistant } from '../../examples/assistant/assistant.js';
import type { AnsweredRequest } from '../../examples/assistant/chatRoutes.js';
import { listen } from '../../examples/listen.js';
import { payload, signing } from '../node/keys.js';
import { serveFile } from '../serveFile.js';
import type { Driver, Page } from './driver.js';
import { Front } from './front.js';

declare global {
  interface Window {
    /** The page's own. */
    chat: SecureWebChat;
    /** The errors of the page's calls and of its `error` events. */
    errors: Error[];
  }
}

/** The globals of the page's script. */
export interface PageNeeds {
  SecureWebChat: typeof SecureWebChat;
  webChat: WebChatOptions;
  /** The origin of the backend, if not the page's own. */
  backendURL: string;
}
/** The page's code for the site's form and button. */
export interface PageScript {
  chat: SecureWebChat;
  login(form: HTMLFormElement): Promise<unknown>;
  logout(): Promise<unknown>;
}

export interface SiteOptions {
  /**
   * Runs in the page, so the function may use nothing but its arguments. If it is undefined, the
   * page only loads scripts.
   */
  script?: (needs: PageNeeds) => PageScript;
  backend?: (pageURL: string) => RequestHandler;
  /** The site's code for each of its pages. */
  pages?: RequestHandler;
  /** The options of the assistant stand-in that a test changes. */
  assistant?: Partial<AssistantOptions>;
  /** Serves the backend on an origin of its own. */
  hasOwnOrigin?: boolean;
  /** The page's content security policy. */
  policy?: (assistantURL: string) => string;
  /** Without it, the page loads the chat automatically. */
  loads?: boolean;
}

export type Site = Awaited<ReturnType<typeof startSite>>;

/** Ends with the test. */
export async function startSite(options: SiteOptions = {}) {
  const requests: AnsweredRequest[] = [];
  const assistantFront = new Front();
  const assistant = createAssistant({
    publicKey: signing.publicKey,
    payloadKey: payload.privateKey,
    scriptFile: pathTo('../../dist/simulator/WatsonAssistantChatEntry.js'),
    onRequest: (request) => requests.push(request),
    ...options.assistant,
  });
  const assistantURL = await serve(express().use(assistantFront.handle, assistant));

  const front = new Front();
  const app = express().use(front.handle);
  const url = await serve(app);
  const policy = options.policy?.(assistantURL);
  if (options.pages) app.get('/', options.pages);
  app.get('/', (_request, response) => {
    if (policy) response.set('Content-Security-Policy', policy);
    response.type('html').send(html);
  });
  app.get('/page.js', (_request, response) => {
    response.type('js').send(scriptOf(options, assistantURL, backendURL));
  });
  app.get('/secure-web-chat.iife.min.js', serveFile(pathTo('../../dist/secure-web-chat.iife.min.js')));
  const backend = options.backend?.(url);
  const backendURL = backend && options.hasOwnOrigin ? await serve(express().use(front.handle, backend)) : url;
  if (backend && !options.hasOwnOrigin) app.use(backend);

  return {
    url,
    assistantURL,
    /** Before the page and its backend. */
    front,
    /** Before the assistant and its script. */
    assistantFront,
    /** The messages that the assistant answered, oldest first; a greeting has no text. */
    messages: () => requests.filter(({ path, status }) => path.endsWith('/message') && status === 200),
  };
}

/** The site in a browser of its own; both end with the test. */
export async function openSite(driver: Driver, options: SiteOptions) {
  const site = await startSite(options);
  const browser = await driver.launch();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(site.url);
  return { ...site, page };
}

/** As the page's own code sees it. */
export function state(page: Page) {
  return page.evaluate(() => {
    const { phase, user, subject, error } = window.chat.getState();
    return { phase, user, subject, error: error?.code ?? null };
  });
}

/**
 * The codes of all errors that the calls of the page threw or the `error` events reported, oldest
 * first.
 */
export function errors(page: Page): Promise<string[]> {
  return page.evaluate(() => window.errors.map((error) => ('code' in error ? String(error.code) : String(error))));
}

async function serve(app: express.Express): Promise<string> {
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);
  return url;
}

const html = `<!doctype html>
<html lang="en">
<title>A site with a chat</title>
<link rel="icon" href="data:,">
<form>
  <label>Username <input name="username"></label>
  <label>Password <input name="password" type="password"></label>
  <button>Log in</button>
</form>
<button id="logout">Log out</button>
<p role="status"></p>
<p role="status" aria-label="Outcome"></p>
<p role="alert"></p>
<script src="secure-web-chat.iife.min.js"></script>
<script src="page.js"></script>
`;

function scriptOf({ script, loads = true }: SiteOptions, assistantURL: string, backendURL: string): string {
  if (!script) return '';
  const webChat: WebChatOptions = {
    integrationID: 'test-integration',
    region: 'test',
    servers: { assistantURLPrefix: assistantURL, webChatScriptPrefix: assistantURL },
  };
  return `const webChat = ${JSON.stringify(webChat)};
const page = (${script})({ SecureWebChat, webChat, backendURL: '${backendURL}' });
(${runPage})(page, ${loads});`;
}

/** The code of every page of these tests, which shows the user and the last error. */
function runPage({ chat, login, logout }: PageScript, loads: boolean): void {
  const find = <Found extends HTMLElement>(selector: string) => document.querySelector(selector) as Found;
  const form = find<HTMLFormElement>('form');
  const [status, outcome, alert] = [find('[role=status]'), find('[aria-label=Outcome]'), find('[role=alert]')];
  const errors: Error[] = [];
  Object.assign(window, { chat, errors });
  const showUser = () => {
    const { user } = chat.getState();
    const name = user?.['userName'];
    status.textContent = user ? `Hello, ${name}` : 'You are not logged in';
  };
  const attempt = async (run: () => Promise<unknown>, done: string) => {
    outcome.textContent = alert.textContent = '';
    try {
      await run();
      outcome.textContent = done;
    } catch (error) {
      errors.push(error as Error);
      alert.textContent = (error as { code?: string }).code ?? String(error);
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(() => login(form).then(() => form.reset()), 'Logged in');
  });
  find('#logout').addEventListener('click', () => attempt(logout, 'Logged out'));
  chat.on('change', showUser);
  chat.on('error', (error) => errors.push(error));
  showUser();
  if (loads) attempt(() => chat.load(), 'Loaded');
}

function pathTo(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
