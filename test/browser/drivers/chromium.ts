/**
 * Finds and starts Chromium, Chrome or Edge, and reads the data that only its own protocol offers.
 */
import { join } from 'node:path';
import puppeteer, { type Page as Tab } from 'puppeteer-core';
import type { Browser, Driver, Held, LaunchOptions } from '../driver.js';
import { findInstalled } from './installed.js';
import { Processes } from './processes.js';
import { drive } from './puppeteer.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromium(): Driver {
  const executablePath = findChromium();
  const missing = executablePath ? null : 'Install Chromium (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
  const processes = new Processes(({ profile }) =>
    puppeteer.launch({
      executablePath: executablePath ?? '',
      headless: true,
      args: FLAGS,
      ...(profile && { userDataDir: profile }),
    }),
  );
  return {
    name: 'Chromium',
    missing,
    cannot: {},
    launch: (options) => launch(processes, options),
    quit: () => processes.quit(),
  };
}

export function findChromium(): string | undefined {
  return findInstalled('CHROMIUM_PATH', usualPlaces());
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

async function launch(processes: Processes, options: LaunchOptions = {}): Promise<Browser> {
  const { context, close } = await (options.profile ? processes.own(options) : processes.share());
  return {
    async newPage(pageOptions) {
      const tab = await context.newPage({ type: pageOptions?.isWindow ? 'window' : 'tab' });
      await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: pageOptions?.colorScheme ?? 'light' }]);
      return { ...(await drive(tab, pageOptions)), holds: () => holdings(tab) };
    },
    close,
  };
}

async function holdings(tab: Tab): Promise<Held> {
  const session = await tab.createCDPSession();
  try {
    // The second collection removes objects that waited for a finalizer.
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    const { jsEventListeners, nodes } = await session.send('Memory.getDOMCounters');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return { listeners: jsEventListeners, nodes, heapBytes: usedSize };
  } finally {
    await session.detach();
  }
}
