/** The page's one chat: made once, beside React, so that no component takes it along when it goes. */
import { SecureWebChat, type WebChatOptions } from 'secure-web-chat';

/** What the backend lets the page know of the user, in the cookie `SESSION_INFO`. */
export interface User {
  userName: string;
}

// The demo says which assistant it runs with. A site of your own writes its integration ID, region and service instance ID here.
const response = await fetch('/config.json');
if (!response.ok)
  throw new Error('Could not make the chat because the backend does not answer; start it with `npm start`.');
const webChat: WebChatOptions = await response.json();

export const chat = new SecureWebChat<User>({
  webChat,
  tokenEndpoint: '/createJWT',
  loginEndpoint: '/authenticate',
  logoutEndpoint: '/logout',
});

// While you edit: the old chat goes, then whoever imports this module gets the new one. Vite disposes only of a module that
// accepts its own update, and `invalidate` hands the update on to the components.
import.meta.hot?.dispose(() => chat.destroy());
import.meta.hot?.accept(() => import.meta.hot?.invalidate());
