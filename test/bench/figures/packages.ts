/** The SDK's size, and the time its code takes to be evaluated, beside packages that do a similar job. */
import { gzipSync } from 'node:zlib';
import type { Page as Tab } from 'puppeteer-core';
import type { Measuring } from '../browser.js';
import { bundle, bundlePeers, versionOf } from '../bundle.js';
import { alternate, median } from '../statistics.js';
import { type Figure, kilobytes, ms, table } from '../table.js';

/** What a site takes of each. */
const PACKAGES = {
  'secure-web-chat': { kind: 'this SDK', takes: '{ SecureWebChat }' },
  '@stripe/stripe-js': { kind: 'loader', takes: '{ loadStripe }' },
  '@paypal/paypal-js': { kind: 'loader', takes: '{ loadScript }' },
  '@googlemaps/js-api-loader': { kind: 'loader', takes: '{ importLibrary, setOptions }' },
  '@intercom/messenger-js-sdk': { kind: 'loader', takes: '{ default }' },
  '@ibm-watson/assistant-web-chat-react': { kind: 'loader', takes: '{ WebChatContainer }' },
  'keycloak-js': { kind: 'token manager', takes: '{ default }' },
  '@azure/communication-common': { kind: 'token manager', takes: '{ AzureCommunicationTokenCredential }' },
  'oidc-client-ts': { kind: 'token manager', takes: '{ UserManager }' },
  '@auth0/auth0-spa-js': { kind: 'token manager', takes: '{ createAuth0Client }' },
} as const;
type Name = keyof typeof PACKAGES;

const NAMES = Object.keys(PACKAGES) as Name[];
const SLOWDOWNS = [1, 4, 6];

export async function packages(browser: Measuring): Promise<Figure> {
  const bundles = new Map<Name, string>();
  for (const name of NAMES) bundles.set(name, await bundle(`export ${PACKAGES[name].takes} from '${name}';`));
  const times = await evaluationTimes(browser, bundles);
  const rows = NAMES.map((name) => {
    const code = bundles.get(name) ?? '';
    const sizes = [code.length, gzipSync(code, { level: 9 }).byteLength].map(kilobytes);
    return [`${name} ${versionOf(name)}`, PACKAGES[name].kind, ...sizes, ...times.map((at) => ms(median(at[name])))];
  });
  const head = ['package', 'kind', 'minified', 'gzip', ...SLOWDOWNS.map((slowdown) => `evaluated at ${slowdown}×`)];
  return { name: 'packages', table: table('llrrrrr', head, rows) };
}

/** For each slowdown. */
async function evaluationTimes(browser: Measuring, bundles: ReadonlyMap<Name, string>) {
  const peers = await bundlePeers();
  const page = '<!doctype html><title>An empty page</title>';
  return browser.visit({ page, tokenDelayMs: 0 }, async (goTo) => {
    const tab = await goTo();
    const times: Record<Name, number[]>[] = [];
    for (const slowdown of SLOWDOWNS) {
      times.push(
        await alternate({ rounds: 9 }, NAMES, async (name) => {
          await tab.reload();
          await evaluate(tab, peers);
          await tab.emulateCPUThrottling(slowdown);
          const tookMs = await evaluate(tab, bundles.get(name) ?? '');
          await tab.emulateCPUThrottling(null);
          return tookMs;
        }),
      );
    }
    return times;
  });
}

/** Compiles and runs it as the page's own script; no two are the same text, which the browser would remember. */
function evaluate(tab: Tab, code: string): Promise<number> {
  return tab.evaluate((text) => {
    const script = document.createElement('script');
    script.textContent = text;
    const startedAt = performance.now();
    document.head.append(script);
    return performance.now() - startedAt;
  }, `${code}\n//${Math.random()}`);
}
