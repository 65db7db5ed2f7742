/** Style (a): this project's reference backend. */
import { pino } from 'pino';
import { type BackendOptions, createBackend } from '../../../examples/backend/backend.js';
import { backendSecrets } from '../../node/keys.js';
import { freshStore } from '../../node/memoryStore.js';
import type { PageNeeds } from '../servedSite.js';

/** One backend for all tests of a file. Each of its visitors is a new one. */
export const store = await freshStore();

/** @param options the options that a test changes */
export const backend = (options: Partial<BackendOptions> = {}) =>
  createBackend({
    ...backendSecrets,
    // On plain http, Safari stores no Secure cookies.
    secureCookies: false,
    store,
    logger: pino({ enabled: false }),
    ...options,
  });

export function script({ SecureWebChat, webChat }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: '/createJWT',
    loginEndpoint: '/authenticate',
    logoutEndpoint: '/logout',
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}
