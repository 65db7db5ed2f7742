/**
 * The names that a code block may use without an import: the globals of the script tags and IBM's
 * React package. A function of the reader's own site is not among them, because a reader who pastes
 * the block does not have it.
 */

type Chat = import('secure-web-chat').SecureWebChat;
declare const SecureWebChat: typeof import('secure-web-chat').SecureWebChat & { current: Chat | null };

interface WindowEventMap {
  'securewebchat:ready': CustomEvent<Chat>;
  /** OneTrust's, with the groups that are allowed. */
  OneTrustGroupsUpdated: CustomEvent<string[]>;
}

/** The globals that the guide to consent defines for the three banners. */
declare function onChatConsent(isGiven: boolean): void;
declare const Cookiebot: { consent: { preferences: boolean } };
declare const __ucCmp: {
  getConsentDetails(): Promise<{ services: Record<string, { consent?: { given: boolean } }> }>;
};

/** SvelteKit's environment variables of the server. */
declare module '$env/dynamic/private' {
  export const env: Record<string, string | undefined>;
}

/** The globals of an Astro component. */
declare const Astro: { props: Props };

interface Window {
  SecureWebChat: typeof SecureWebChat;
  /** IBM's script reads it, and starts a chat of its own. */
  watsonAssistantChatOptions: {
    integrationID: string;
    region: string;
    serviceInstanceID: string;
    clientVersion?: string;
    onLoad(instance: {
      on(subscription: { type: string; handler(event: { identityToken: string | null }): Promise<void> }): void;
      render(): Promise<unknown>;
    }): Promise<void>;
  };
}

declare module '@ibm-watson/assistant-web-chat-react' {
  // biome-ignore lint/suspicious/noExplicitAny: this is how the package declares it.
  type WebChatInstance = { [key: string]: any };
  interface WebChatContainerProps {
    config: { integrationID: string; region: string; serviceInstanceID?: string };
    onBeforeRender?(instance: WebChatInstance): Promise<void>;
    onAfterRender?(instance: WebChatInstance): Promise<void>;
    renderUserDefinedResponse?(event: WebChatInstance, instance: WebChatInstance): import('react').ReactNode;
    instanceRef?: { current: WebChatInstance | null };
    hostURL?: string;
  }
  interface WebChatCustomElementProps extends WebChatContainerProps {
    className?: string;
    id?: string;
    onViewChange?(event: WebChatInstance, instance: WebChatInstance): void;
  }
  export function WebChatContainer(props: WebChatContainerProps): null;
  export function WebChatCustomElement(props: WebChatCustomElementProps): null;
  export function setEnableDebug(isOn: boolean): void;
}

/** Jest's are the same as far as the guide uses them. */
declare module '@jest/globals' {
  export { afterEach, beforeEach, expect, test } from 'vitest';
}

/**
 * The parts of Playwright and Cypress that the guide to the simulator uses. A test runs the guide's
 * code for Playwright.
 */
declare module '@playwright/test' {
  interface Locator {
    click(): Promise<void>;
    fill(text: string): Promise<void>;
    press(key: string): Promise<void>;
  }
  interface Page {
    route(
      address: string,
      answer: (route: { fulfill(how: { path: string }): Promise<void> }) => Promise<void>,
    ): Promise<void>;
    goto(address: string): Promise<unknown>;
    reload(): Promise<unknown>;
    getByRole(role: 'button' | 'textbox' | 'log', options?: { name: string }): Locator;
    evaluate(run: () => void): Promise<void>;
  }
  type Body = (fixtures: { page: Page }) => Promise<void>;
  export const test: ((name: string, body: Body) => void) & { beforeEach(body: Body): void };
  export function expect(locator: Locator): { toContainText(text: string): Promise<void> };
  export function defineConfig(config: {
    testDir: string;
    use: { baseURL: string };
    webServer: { command: string; url: string; reuseExistingServer: boolean };
  }): unknown;
}
declare const cy: {
  readFile(path: string): { then(use: (text: string) => void): void };
  intercept(address: string, answer: { body: string; headers: Record<string, string> }): void;
  visit(address: string): void;
  get(selector: string): {
    click(): void;
    type(text: string): void;
    should(how: string, text: string): void;
  };
};
declare function beforeEach(body: () => void): void;
declare function it(name: string, body: () => void): void;
