/** Owns how WebKitGTK is found and started: its MiniBrowser, on a screen that nobody sees, with WebDriver and the inspector at its side. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Builder } from 'selenium-webdriver';
import type { Browser, Driver, LaunchOptions } from '../driver.js';
import { findInstalled } from './installed.js';
import { connectTo, findFreePort } from './ports.js';
import { Inspector } from './webKitInspector.js';
import { CANNOT_HOLD, WebKitPage } from './webKitPage.js';
import { WebKitSession } from './webKitSession.js';

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/libexec'];

const PROGRAMS = {
  driver: findInstalled('WEBKIT_DRIVER_PATH', ['/usr/bin/WebKitWebDriver']),
  browser: findInstalled(
    'MINIBROWSER_PATH',
    LIBRARIES.map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`),
  ),
  screen: findInstalled('XVFB_PATH', ['/usr/bin/Xvfb']),
};
type Programs = { readonly [Name in keyof typeof PROGRAMS]: string };

export function webKit(): Driver {
  const isInstalled = (programs: typeof PROGRAMS): programs is Programs => !Object.values(programs).includes(undefined);
  const missing = isInstalled(PROGRAMS)
    ? null
    : 'Install WebKitGTK (Debian: apt-get install webkit2gtk-driver xvfb) or set WEBKIT_DRIVER_PATH, MINIBROWSER_PATH and XVFB_PATH.';
  return {
    name: 'WebKit',
    missing,
    cannot: { holds: CANNOT_HOLD },
    launch: (options) => launch(PROGRAMS as Programs, options),
  };
}

async function launch({ driver, browser, screen }: Programs, { profile }: LaunchOptions = {}): Promise<Browser> {
  const processes: ChildProcess[] = [];
  const start = (path: string, args: string[], environment: NodeJS.ProcessEnv) => {
    processes.push(spawn(path, args, { env: { ...process.env, ...environment }, stdio: 'ignore' }));
  };
  const { display, end } = await startScreen(screen);
  const [inspectorPort, driverPort] = [await findFreePort(), await findFreePort()];
  const inspectorAddress = `127.0.0.1:${inspectorPort}`;
  start(browser, ['--automation'], {
    DISPLAY: display,
    WEBKIT_INSPECTOR_SERVER: inspectorAddress,
  });
  const inspector = await Inspector.connect(inspectorPort);
  start(driver, [`--port=${driverPort}`, `--target=${inspectorAddress}`], {});
  (await connectTo(driverPort)).destroy();
  const webDriver = await new Builder()
    .usingServer(`http://127.0.0.1:${driverPort}`)
    .withCapabilities({ browserName: 'MiniBrowser' })
    .build();
  const session = new WebKitSession(webDriver, inspector, profile);
  return {
    newPage: (options) => WebKitPage.open(session, options),
    async close() {
      await session.quit();
      for (const process of processes) process.kill();
      end();
    },
  };
}

/** Ends by itself, too, when the browser does. */
async function startScreen(path: string): Promise<{ display: string; end(): void }> {
  const screen = spawn(path, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-terminate'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(screen.stdio[3] as Readable, 'data');
  return { display: `:${String(number).trim()}`, end: () => void screen.kill() };
}
