/** Finds and starts Firefox. */
import puppeteer from 'puppeteer-core';
import type { Browser, Driver, LaunchOptions, PageOptions } from '../driver.js';
import { findInstalled } from './installed.js';
import { type Opened, Processes } from './processes.js';
import { drive } from './puppeteer.js';

const USUAL_PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/usr/local/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];
/** Firefox's preference takes these numbers. */
const COLOR_SCHEMES = { dark: 0, light: 1 };

const CANNOT_HOLD = 'WebDriver BiDi does not tell what a page holds on to';

export function firefox(): Driver {
  const executablePath = findInstalled('FIREFOX_PATH', USUAL_PLACES);
  const missing = executablePath ? null : 'Install Firefox (Debian: apt-get install firefox-esr) or set FIREFOX_PATH.';
  const processes = new Processes(({ profile, colorScheme = 'light' }) =>
    puppeteer.launch({
      browser: 'firefox',
      executablePath: executablePath ?? '',
      headless: true,
      extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': COLOR_SCHEMES[colorScheme] },
      ...(profile && { userDataDir: profile }),
    }),
  );
  return {
    name: 'Firefox',
    missing,
    cannot: { holds: CANNOT_HOLD },
    launch: async (options) => launch(processes, options),
    quit: () => processes.quit(),
  };
}

function launch(processes: Processes, launchOptions: LaunchOptions = {}): Browser {
  let opened: Promise<Opened> | undefined;
  /**
   * Applies to the whole process, because Firefox sets the colour scheme for a process and not for
   * a page.
   */
  const open = (pageOptions: PageOptions = {}) =>
    launchOptions.profile || pageOptions.colorScheme === 'dark'
      ? processes.own({ ...launchOptions, ...pageOptions })
      : processes.share();
  return {
    async newPage(options) {
      opened ??= open(options);
      const { context } = await opened;
      const page = await drive(await context.newPage({ type: options?.isWindow ? 'window' : 'tab' }), options);
      return { ...page, holds: () => Promise.reject(new Error(CANNOT_HOLD)) };
    },
    close: async () => (await opened)?.close(),
  };
}
