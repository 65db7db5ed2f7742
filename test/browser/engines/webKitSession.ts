/** Owns one browser's WebDriver and inspector, and that WebDriver does one thing at a time, in one window. */
import type { WebDriver } from 'selenium-webdriver';
import type { InspectedPage, Inspector } from './webKitInspector.js';

/** WebKit counts the first page, which is left alone, and the automation itself. */
const COUNTED_BEFORE = 2;

export interface Tab {
  minimize(): Promise<void>;
}

export class WebKitSession {
  readonly #driver: WebDriver;
  readonly #inspector: Inspector;
  #opened = COUNTED_BEFORE;
  #front: Tab | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(driver: WebDriver, inspector: Inspector) {
    this.#driver = driver;
    this.#inspector = inspector;
  }

  openWindow(): Promise<{ window: string; inspected: InspectedPage }> {
    return this.#alone(async () => {
      await this.#driver.switchTo().newWindow('window');
      const window = await this.#driver.getWindowHandle();
      return { window, inspected: await this.#inspector.inspect(++this.#opened) };
    });
  }

  inWindow<Result>(window: string, run: (driver: WebDriver) => Promise<Result>): Promise<Result> {
    return this.#alone(async () => {
      await this.#driver.switchTo().window(window);
      return run(this.#driver);
    });
  }

  /** MiniBrowser cannot be told to change tabs: each is a window, and the one that would be behind another is minimized. */
  async bringToFront(tab: Tab): Promise<void> {
    const behind = this.#front;
    this.#front = tab;
    if (behind !== tab) await behind?.minimize();
  }

  async quit(): Promise<void> {
    await this.#alone(() => this.#driver.quit());
    this.#inspector.close();
  }

  /** After whatever is under way. */
  #alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(run);
    this.#turn = result.catch(() => {});
    return result;
  }
}
