/**
 * The SDK's size, and the time its code takes to be evaluated, beside packages that do a similar
 * job.
 */
import { gzipSync } from 'node:zlib';
import type { Page as Tab } from 'puppeteer-core';
import type { Measuring } from '../browser.js';
import { bundle, bundlePeers, versionOf } from '../bundle.js';
import { alternate, median } from '../statistics.js';
import { type Figure, kilobytes, ms, table } from '../table.js';

/** The import that a site needs from each package. */
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
const SLOWDOWN_OF_TARGET = 4;
const MORE_THAN_LOADERS_MS = 1;

interface Cost {
  name: Name;
  kind: string;
  minified: number;
  gzip: number;
  /** For each slowdown. */
  tookMs: readonly number[];
}

export async function packages(browser: Measuring): Promise<Figure> {
  const bundles = new Map<Name, string>();
  for (const name of NAMES) bundles.set(name, await bundle(`export ${PACKAGES[name].takes} from '${name}';`));
  const times = await evaluationTimes(browser, bundles);
  const costs = NAMES.map((name) => {
    const code = bundles.get(name) ?? '';
    const gzip = gzipSync(code, { level: 9 }).byteLength;
    return {
      name,
      kind: PACKAGES[name].kind,
      minified: code.length,
      gzip,
      tookMs: times.map((at) => median(at[name])),
    };
  });
  const rows = costs.map(({ name, kind, minified, gzip, tookMs }) => [
    `${name} ${versionOf(name)}`,
    kind,
    kilobytes(minified),
    kilobytes(gzip),
    ...tookMs.map(ms),
  ]);
  const head = ['package', 'kind', 'minified', 'gzip', ...SLOWDOWNS.map((slowdown) => `evaluated at ${slowdown}×`)];
  return { name: 'packages', table: table('llrrrrr', head, rows), targets: [...targets(costs)] };
}

function* targets(costs: readonly Cost[]) {
  const of = (kind: string) => costs.filter((cost) => cost.kind === kind);
  const [sdk] = of('this SDK');
  if (!sdk) return;
  const [smallest] = of('token manager').sort((one, other) => one.gzip - other.gzip);
  if (!smallest) return;
  yield {
    what: 'Size, compressed',
    aim: 'smaller than every token manager',
    measured: `${kilobytes(sdk.gzip)}; the smallest, ${smallest.name}, ${kilobytes(smallest.gzip)}`,
    isMet: sdk.gzip < smallest.gzip,
  };
  const at = SLOWDOWNS.indexOf(SLOWDOWN_OF_TARGET);
  const loaderMs = median(of('loader').map(({ tookMs }) => tookMs[at] ?? Number.NaN));
  const tookMs = sdk.tookMs[at] ?? Number.NaN;
  yield {
    what: `Evaluation at ${SLOWDOWN_OF_TARGET}×`,
    aim: `at most ${MORE_THAN_LOADERS_MS} ms more than a loader`,
    measured: `${ms(tookMs)}; the median of the loaders ${ms(loaderMs)}`,
    isMet: tookMs <= loaderMs + MORE_THAN_LOADERS_MS,
  };
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
        await alternate({ rounds: 15 }, NAMES, async (name) => {
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

/**
 * Compiles and runs the code as a script of the page. Each text is different, because the browser
 * would remember the same text.
 */
function evaluate(tab: Tab, code: string): Promise<number> {
  return tab.evaluate((text) => {
    const script = document.createElement('script');
    script.textContent = text;
    const startedAt = performance.now();
    document.head.append(script);
    return performance.now() - startedAt;
  }, `${code}\n//${Math.random()}`);
}
