/**
 * Style (d): the reference backend on another origin than the page, with CORS and the visitor's
 * cookies.
 */
import type { PageNeeds } from '../servedSite.js';
import { backend as reference } from './reference.js';

export const backend = (pageURL: string) => reference({ allowedOrigins: [pageURL] });

export function script({ SecureWebChat, webChat, backendURL }: PageNeeds) {
  const chat = new SecureWebChat({
    webChat,
    tokenEndpoint: { url: `${backendURL}/createJWT`, credentials: 'include' },
    loginEndpoint: { url: `${backendURL}/authenticate`, credentials: 'include' },
    logoutEndpoint: { url: `${backendURL}/logout`, credentials: 'include' },
  });
  return {
    chat,
    login: (form: HTMLFormElement) => chat.login(Object.fromEntries(new FormData(form))),
    logout: () => chat.logout(),
  };
}
