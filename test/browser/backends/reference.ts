/** Style (a): this project's reference backend. */
import { type BackendOptions, createBackend } from '../../../examples/backend/backend.js';
import { demoUsers } from '../../../examples/backend/demoUsers.js';
import { createMemoryStore } from '../../../examples/backend/store.js';
import { type PageNeeds, payload, signing } from '../site.js';

/** @param options what a test changes of it */
export const backend = (options: Partial<BackendOptions> = {}) =>
  createBackend({
    signingKey: signing.privateKey,
    payloadKey: payload.publicKey,
    store: createMemoryStore(demoUsers),
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
