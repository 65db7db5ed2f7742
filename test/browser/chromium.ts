/** Owns how Chromium, Chrome or Edge is found and driven. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type ElementHandle, type JSHandle, type Page as Tab } from 'puppeteer-core';
import type { Browser, Driver, Held, LaunchOptions, Page, PageOptions, SentRequest } from './driver.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const APPEARS_WITHIN_MS = 10_000;
const POLL_MS = 50;

export function chromium(): Driver {
  const executablePath = find();
  const missing = executablePath ? null : 'Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
  return { name: 'Chromium', missing, launch: (options) => launch(executablePath ?? '', options) };
}

/** `CHROMIUM_PATH` alone where it is set: who names a browser wants no other. */
function find(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  return (CHROMIUM_PATH ? [CHROMIUM_PATH] : usualPlaces()).find((path) => existsSync(path));
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const { PROGRAMFILES, LOCALAPPDATA } = process.env;
    const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    const files = [
      'Chromium/Application/chrome.exe',
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return files.flatMap((file) => folders.map((folder) => join(folder, file)));
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => join(folder, name)));
}

async function launch(executablePath: string, { profile }: LaunchOptions = {}): Promise<Browser> {
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    args: FLAGS,
    ...(profile && { userDataDir: profile }),
  });
  return {
    async newPage(options) {
      return drive(await browser.newPage({ type: options?.isWindow ? 'window' : 'tab' }), options);
    },
    close: () => browser.close(),
  };
}

async function drive(tab: Tab, { width = 1280, height = 800, colorScheme = 'light' }: PageOptions = {}): Promise<Page> {
  const requests: SentRequest[] = [];
  const lines: string[] = [];
  tab.on('request', (request) => {
    requests.push({
      method: request.method(),
      url: request.url(),
      headers: request.headers(),
      body: request.postData(),
    });
  });
  tab.on('console', (message) => {
    const at = lines.push(message.text()) - 1;
    Promise.all(message.args().map(describe)).then(
      (insides) => (lines[at] = [message.text(), ...insides].join(' ')),
      // The page has gone, and its objects with it.
      () => {},
    );
  });
  tab.on('pageerror', (error) => lines.push(String(error)));
  await tab.setViewport({ width, height });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colorScheme }]);

  const visible = async (role: string, name?: string) => onlyVisible(await tab.$$(selector(name, role)));
  /** The field by its label alone: browsers do not agree on the role of a password field. */
  const fields = async (label: string) => {
    const labelled = await onlyVisible(await tab.$$(selector(label)));
    const isField = await Promise.all(
      labelled.map((element) => element.evaluate(({ tagName }) => tagName === 'INPUT')),
    );
    return labelled.filter((_, index) => isField[index]);
  };

  return {
    async beforeEachDocument(run, ...args) {
      await tab.evaluateOnNewDocument(run as never, ...args);
    },
    async goto(url) {
      await tab.goto(url);
    },
    async back() {
      await tab.goBack();
    },
    show: () => tab.bringToFront(),
    async click(role, name) {
      const button = await appears(`${role} "${name}"`, () => visible(role, name));
      await button.click();
    },
    async hover(role, name) {
      const element = await appears(`${role} "${name}"`, () => visible(role, name));
      await element.hover();
    },
    async fill(label, text) {
      const field = await appears(`field "${label}"`, () => fields(label));
      await field.evaluate((input) => (input as HTMLInputElement).select());
      await field.press('Backspace');
      await field.type(text);
    },
    press: (key) => tab.keyboard.press(key as 'Enter'),
    async texts(role, name) {
      const found = await visible(role, name);
      // Only `innerText` is what can be read, in the lines in which it is shown.
      return Promise.all(found.map((element) => element.evaluate((node) => Reflect.get(node, 'innerText') as string)));
    },
    isVisible: async (role, name) => (await visible(role, name)).length > 0,
    evaluate: (run, ...args) => tab.evaluate(run as never, ...args) as never,
    requests,
    console: lines,
    holds: () => holdings(tab),
    screenshot: () => tab.screenshot({ type: 'png' }),
    close: () => tab.close(),
  };
}

async function holdings(tab: Tab): Promise<Held> {
  const session = await tab.createCDPSession();
  try {
    // What waits for a finalizer goes with the second.
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { jsEventListeners, nodes } = await session.send('Memory.getDOMCounters');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { listeners: jsEventListeners, nodes, heapBytes: usedSize };
  } finally {
    await session.detach();
  }
}

function selector(name: string | undefined, role?: string): string {
  return `::-p-aria(${name ?? ''}${role ? `[role="${role}"]` : ''})`;
}

/** The accessibility tree is asked for hidden elements too. */
async function onlyVisible(found: ElementHandle[]): Promise<ElementHandle[]> {
  const isVisible = await Promise.all(
    found.map((element) =>
      element.evaluate((node) => node.checkVisibility({ visibilityProperty: true })).catch(() => false),
    ),
  );
  return found.filter((_, index) => isVisible[index]);
}

async function appears(what: string, look: () => Promise<ElementHandle[]>): Promise<ElementHandle> {
  const until = Date.now() + APPEARS_WITHIN_MS;
  do {
    const [first] = await look();
    if (first) return first;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (Date.now() < until);
  throw new Error(`Could not find the ${what} because none was visible within ${APPEARS_WITHIN_MS / 1000} s.`);
}

/** Everything an object holds, also what `JSON.stringify` leaves out of an error. */
function describe(value: JSHandle): Promise<string> {
  return value.evaluate((root: unknown) => {
    const seen = new Set<unknown>();
    const read = (part: unknown): unknown => {
      if (typeof part !== 'object' || part === null) return String(part);
      if (seen.has(part) || part instanceof Node || part instanceof Window) return '';
      seen.add(part);
      return Object.fromEntries(Object.getOwnPropertyNames(part).map((name) => [name, read(part[name as never])]));
    };
    return JSON.stringify(read(root)) ?? '';
  });
}
