/**
 * The WebDriver session and inspector of one browser. WebDriver does one thing at a time, in one
 * window.
 */
import type { WebDriver } from 'selenium-webdriver';
import { keepCookies, restoreCookies } from './webKitCookies.js';
import type { InspectedPage } from './webKitInspectedPage.js';
import type { Inspector } from './webKitInspector.js';

/** WebKit counts the first page, which is left alone, and the automation itself. */
const COUNTED_BEFORE = 2;

export interface Tab {
  minimize(): Promise<void>;
}

export class WebKitSession {
  readonly #driver: WebDriver;
  readonly #inspector: Inspector;
  readonly #profile: string | undefined;
  #opened = COUNTED_BEFORE;
  #last: InspectedPage | null = null;
  #front: Tab | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(driver: WebDriver, inspector: Inspector, profile: string | undefined) {
    this.#driver = driver;
    this.#inspector = inspector;
    this.#profile = profile;
  }

  openWindow(): Promise<{ window: string; inspected: InspectedPage }> {
    return this.#alone(async () => {
      await this.#driver.switchTo().newWindow('window');
      const window = await this.#driver.getWindowHandle();
      const inspected = await this.#inspector.inspect(++this.#opened);
      if (this.#profile) await restoreCookies(inspected, this.#profile);
      this.#last = inspected;
      return { window, inspected };
    });
  }

  inWindow<Result>(window: string, run: (driver: WebDriver) => Promise<Result>): Promise<Result> {
    return this.#alone(async () => {
      await this.#driver.switchTo().window(window);
      return run(this.#driver);
    });
  }

  /**
   * MiniBrowser cannot change tabs under automation. So each tab is a window, and the window that
   * would be in the background is minimized.
   */
  async bringToFront(tab: Tab): Promise<void> {
    const behind = this.#front;
    this.#front = tab;
    if (behind !== tab) await behind?.minimize();
  }

  async quit(): Promise<void> {
    if (this.#profile && this.#last) await keepCookies(this.#last, this.#profile);
    await this.#alone(() => this.#driver.quit());
    this.#inspector.close();
  }

  /** Waits for the operation that is running. */
  #alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => {});
    return result;
  }
}
