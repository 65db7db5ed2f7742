/**
 * Drives a page in WebKitGTK: through WebDriver as a person would, and through its inspector for
 * the rest.
 */
import { Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import type { Held, Page, PageOptions, SentRequest } from '../driver.js';
import { appears } from './appears.js';
import { inEachDocument } from './inEachDocument.js';
import type { InspectedPage } from './webKitInspectedPage.js';
import type { Tab, WebKitSession } from './webKitSession.js';

export const CANNOT_HOLD = 'the inspector of WebKit does not count what a page holds on to';

interface Logged {
  text: string;
  parameters?: { value?: unknown; description?: string }[];
}

export class WebKitPage implements Page, Tab {
  readonly requests: SentRequest[] = [];
  readonly console: string[] = [];
  readonly #session: WebKitSession;
  readonly #window: string;
  readonly #inspected: InspectedPage;
  readonly #options: PageOptions;
  readonly #scripts = [inEachDocument];

  static async open(session: WebKitSession, options: PageOptions = {}): Promise<WebKitPage> {
    const { window, inspected } = await session.openWindow();
    const page = new WebKitPage(session, window, inspected, options);
    await page.#listen();
    const value = options.colorScheme === 'dark' ? 'Dark' : 'Light';
    await inspected.set('Page.enable');
    await inspected.set('Page.overrideUserPreference', { name: 'PrefersColorScheme', value });
    await page.#setScripts();
    await (options.isWindow ? page.#place() : page.show());
    return page;
  }

  private constructor(session: WebKitSession, window: string, inspected: InspectedPage, options: PageOptions) {
    this.#session = session;
    this.#window = window;
    this.#inspected = inspected;
    this.#options = options;
  }

  async beforeEachDocument<Args extends unknown[]>(run: (...args: Args) => void, ...args: Args): Promise<void> {
    this.#scripts.push(call(run, args));
    await this.#setScripts();
  }

  goto(url: string): Promise<void> {
    return this.#drive((driver) => driver.get(url));
  }

  back(): Promise<void> {
    return this.#drive((driver) => driver.navigate().back());
  }

  async show(): Promise<void> {
    await this.#session.bringToFront(this);
    await this.#place();
  }

  minimize(): Promise<void> {
    return this.#drive((driver) => driver.manage().window().minimize());
  }

  async click(role: string, name: string): Promise<void> {
    const element = await this.#find(`${role} "${name}"`, 'byRole', role, name);
    await this.#drive(() => element.click());
  }

  async hover(role: string, name: string): Promise<void> {
    const origin = await this.#find(`${role} "${name}"`, 'byRole', role, name);
    await this.#drive((driver) => driver.actions().move({ origin }).perform());
  }

  async fill(label: string, text: string): Promise<void> {
    const field = await this.#find(`field "${label}"`, 'fields', label);
    await this.#drive(async () => {
      await field.clear();
      await field.sendKeys(text);
    });
  }

  press(key: string): Promise<void> {
    const name = key.replace(/(?<=[a-z])(?=[A-Z])/, '_').toUpperCase();
    return this.#drive((driver) =>
      driver
        .actions()
        .sendKeys(Reflect.get(Key, name) ?? key)
        .perform(),
    );
  }

  texts(role: string, name?: string): Promise<string[]> {
    return this.evaluate((...wanted) => window.accessible.texts(...wanted), role, name ?? null);
  }

  isVisible(role: string, name: string): Promise<boolean> {
    return this.evaluate((...wanted) => window.accessible.byRole(...wanted).length > 0, role, name);
  }

  evaluate<Args extends unknown[], Result>(run: (...args: Args) => Result | Promise<Result>, ...args: Args) {
    return this.#inspected.evaluate(call(run, args)) as Promise<Result>;
  }

  holds(): Promise<Held> {
    return Promise.reject(new Error(CANNOT_HOLD));
  }

  async screenshot(): Promise<Uint8Array> {
    return Buffer.from(await this.#drive((driver) => driver.takeScreenshot()), 'base64');
  }

  close(): Promise<void> {
    return this.#drive((driver) => driver.close());
  }

  #drive<Result>(run: (driver: WebDriver) => Promise<Result>): Promise<Result> {
    return this.#session.inWindow(this.#window, run);
  }

  #find(what: string, how: string, ...wanted: string[]): Promise<WebElement> {
    const script = `return window.accessible.${how}(...arguments)[0] ?? null`;
    return appears(what, () => this.#drive((driver) => driver.executeScript<WebElement | null>(script, ...wanted)));
  }

  /** The window of the page, which gives the page its size. */
  #place(): Promise<void> {
    const { width = 1280, height = 800 } = this.#options;
    return this.#drive(async (driver) => {
      const window = driver.manage().window();
      await window.setRect({ x: 0, y: 0, width, height });
      const [innerWidth = 0, innerHeight = 0] = await driver.executeScript<number[]>(
        'return [innerWidth, innerHeight]',
      );
      await window.setRect({ x: 0, y: 0, width: 2 * width - innerWidth, height: 2 * height - innerHeight });
    });
  }

  #setScripts(): Promise<void> {
    return this.#inspected.set('Page.setBootstrapScript', { source: this.#scripts.join('\n') });
  }

  async #listen(): Promise<void> {
    this.#inspected.on<{ request: SentRequest }>(
      'Network.requestWillBeSent',
      ({ request: { method, url, headers } }) => {
        const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
        this.requests.push({ method, url, headers: Object.fromEntries(lowerCase) });
      },
    );
    this.#inspected.on<{ message: Logged }>('Console.messageAdded', ({ message: { text, parameters = [] } }) => {
      const values = parameters.map(({ value, description }) => value ?? description);
      this.console.push([text, ...values].join(' '));
    });
    await this.#inspected.set('Network.enable');
    await this.#inspected.set('Console.enable');
  }
}

/** The function may use nothing but its arguments. */
function call<Args extends unknown[]>(run: (...args: Args) => unknown, args: Args): string {
  return `(${run})(...${JSON.stringify(args)});`;
}
