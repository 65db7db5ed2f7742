/**
 * Finds and starts WebKitGTK's MiniBrowser on a virtual screen, with WebDriver and the inspector at
 * its side.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Builder } from 'selenium-webdriver';
import type { Browser, Driver, LaunchOptions } from '../driver.js';
import { findInstalled } from './installed.js';
import { connectTo, reservePort } from './ports.js';
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
    // Under automation there are no contexts: each browser is a process.
    quit: async () => {},
  };
}

async function launch(programs: Programs, { profile }: LaunchOptions = {}): Promise<Browser> {
  const processes: ChildProcess[] = [];
  const stop = () => {
    for (const started of processes) started.kill();
  };
  try {
    const session = await startSession(programs, processes, profile);
    return {
      newPage: (options) => WebKitPage.open(session, options),
      close: () => session.quit().finally(stop),
    };
  } catch (error) {
    stop();
    throw error;
  }
}

async function startSession({ driver, browser, screen }: Programs, processes: ChildProcess[], profile?: string) {
  const start = (path: string, args: string[], environment: NodeJS.ProcessEnv = {}) => {
    const env = { ...process.env, ...environment };
    const started = spawn(path, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    processes.push(started);
    return started.stdio[3] as Readable;
  };
  const chosenDisplay = start(screen, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']);
  const [display] = await once(chosenDisplay, 'data');
  const [inspectorPort, driverPort] = [await reservePort(), await reservePort()];
  const inspectorAddress = `127.0.0.1:${inspectorPort}`;
  start(browser, ['--automation'], {
    DISPLAY: `:${String(display).trim()}`,
    WEBKIT_INSPECTOR_SERVER: inspectorAddress,
  });
  const inspector = await Inspector.connect(inspectorPort);
  start(driver, [`--port=${driverPort}`, `--target=${inspectorAddress}`]);
  (await connectTo(driverPort)).destroy();
  const webDriver = await new Builder()
    .usingServer(`http://127.0.0.1:${driverPort}`)
    .withCapabilities({ browserName: 'MiniBrowser' })
    .build();
  return new WebKitSession(webDriver, inspector, profile);
}
