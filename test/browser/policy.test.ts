/** Derives the Content Security Policy that the demo needs, and compares it with the guide's. */
import express from 'express';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBackend } from '../../examples/backend/backend.js';
import { startDemo } from '../../examples/demo.js';
import { listen } from '../../examples/listen.js';
import { backendSecrets } from '../node/keys.js';
import { freshStore } from '../node/memoryStore.js';
import { inOneBrowser } from './browsers.js';
import { temporaryFolder } from './demo.js';
import type { Driver, Page } from './driver.js';
import { eventually } from './eventually.js';
import { allow, type Policy, parsePolicy, policiesOfGuide, refuse, writePolicy } from './policy.js';
import { password, status, transcript } from './visitor.js';

declare global {
  interface Window {
    violations: { directive: string; blocked: string }[];
  }
}

const [whole = '', forIBM = '', trustedTypes = ''] = policiesOfGuide();
const IBM = {
  'script-src': 'https://web-chat.global.assistant.watson.appdomain.cloud',
  'connect-src': 'https://integrations.us-south.assistant.watson.appdomain.cloud',
};
const NOTHING: Policy = new Map([['default-src', ["'none'"]]]);

inOneBrowser((driver) => {
  describe('the policy of the guide', () => {
    test('is the smallest policy under which the demo works, from the first message to the logout', async () => {
      const demo = await startPolicedDemo(driver);
      let policy = NOTHING;
      let missing = await demo.tryOut(policy);
      while (missing.length > 0) {
        for (const { directive, source } of missing) policy = allow(policy, directive, source);
        missing = await demo.tryOut(policy);
      }
      expect(demo.inIBMsWords(policy)).toBe(whole);
    });

    test('contains no unnecessary source', async () => {
      const demo = await startPolicedDemo(driver);
      const policy = demo.inOurWords(whole);
      for (const [directive, sources] of policy) {
        if (directive === 'default-src') continue;
        for (const source of sources) {
          expect(await demo.tryOut(refuse(policy, directive, source))).toContainEqual({ directive, source });
        }
      }
    });

    test('lets the SDK work under Trusted Types', async () => {
      const demo = await startPolicedDemo(driver);
      const policy = demo.inOurWords(`${whole};\n${trustedTypes}`);
      expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
      expect(await demo.tryOut(policy)).toEqual([]);
      const withoutOurs = new Map([...policy, ['trusted-types', ["'none'"]] as const]);
      expect(await demo.tryOut(withoutOurs)).toContainEqual({
        directive: 'trusted-types',
        source: 'trusted-types-policy',
      });
    });
  });
});

test("the reference backend sends the guide's policy for IBM's own web chat", async () => {
  const backend = createBackend({
    ...backendSecrets,
    store: await freshStore(),
    logger: pino({ enabled: false }),
  });
  const { url, close } = await listen(backend, { port: 0, host: 'localhost' });
  onTestFinished(close);
  const { headers } = await fetch(`${url}/createJWT`);
  const sent = parsePolicy(headers.get('content-security-policy') ?? '');
  for (const [directive, sources] of parsePolicy(forIBM)) {
    expect(sent.get(directive), directive).toEqual(expect.arrayContaining([...sources]));
  }
});

interface Missing {
  readonly directive: string;
  readonly source: string;
}

/** The demo, with another policy than its own. Ends with the test. */
async function startPolicedDemo(driver: Driver) {
  const keys = temporaryFolder();
  onTestFinished(keys.remove);
  const demo = await startDemo({
    port: 0,
    keysFolder: keys.path,
    tokenLifetimeSeconds: 600,
    store: await freshStore(),
  });
  onTestFinished(demo.close);
  let header = '';
  const site = express().use((_request, response, next) => {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) => set(name, name.toLowerCase() === HEADER ? header : value);
    next();
  }, demo.backend);
  const { url, close } = await listen(site, { port: 0, host: 'localhost' });
  onTestFinished(close);

  const assistant = demo.assistantUrl ?? '';
  return {
    /** @returns the requests that the browser refused before the demo ended or got stuck */
    async tryOut(policy: Policy): Promise<Missing[]> {
      header = writePolicy(policy).replaceAll('\n', ' ');
      // A new browser, because a browser does not request cached files, and so cannot block them.
      const browser = await driver.launch();
      try {
        const page = await browser.newPage();
        await page.beforeEachDocument(recordViolations);
        await page.goto(url);
        return await walkThrough(page, url);
      } finally {
        await browser.close();
      }
    },
    /** Replaces the addresses of the stand-in with IBM's. */
    inIBMsWords: (policy: Policy) =>
      writePolicy(
        new Map(
          [...policy].map(([name, sources]) => [
            name,
            sources.map((source) => (source === assistant ? (IBM[name as never] ?? source) : source)),
          ]),
        ),
      ),
    inOurWords: (text: string): Policy =>
      parsePolicy(Object.values(IBM).reduce((replaced, address) => replaced.replaceAll(address, assistant), text)),
  };
}

const HEADER = 'content-security-policy';

function recordViolations(): void {
  window.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    window.violations.push({ directive: effectiveDirective, blocked: blockedURI });
  });
}

/** The actions of a visitor, until the browser refuses a request. */
async function walkThrough(page: Page, url: string): Promise<Missing[]> {
  const steps: [act: () => Promise<unknown>, isDone: () => Promise<boolean>][] = [
    [async () => {}, () => page.isVisible('button', 'Open chat')],
    [() => page.click('button', 'Open chat'), async () => /^Welcome/.test(await transcript(page))],
    [() => logIn(page), async () => (await status(page)).includes('Hello, Cade')],
    [() => page.click('button', 'Log out'), async () => (await status(page)).includes('You are not logged in')],
  ];
  for (const [act, isDone] of steps) {
    await act();
    let refused: Missing[] = [];
    await eventually(async () => {
      // Checks in this order, because a finished step has reported all its refused requests.
      const done = await isDone();
      refused = await refusals(page, new URL(url).origin);
      return done || refused.length > 0;
    }, 20_000).toBe(true);
    if (refused.length > 0) return refused;
  }
  return [];
}

async function logIn(page: Page): Promise<void> {
  await page.fill('Username', 'cade');
  await page.fill('Password', password);
  await page.click('button', 'Log in');
}

async function refusals(page: Page, origin: string): Promise<Missing[]> {
  const violations = await page.evaluate(() => window.violations);
  const missing = violations.map(({ directive, blocked }) => ({
    directive: directive.replace(/-(elem|attr)$/, ''),
    source: URL.canParse(blocked) ? new URL(blocked).origin.replace(origin, "'self'") : blocked,
  }));
  return [...new Map(missing.map((one) => [`${one.directive} ${one.source}`, one])).values()];
}
