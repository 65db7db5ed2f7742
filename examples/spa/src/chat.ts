/**
 * The page's one chat: made once, beside React, so that no component takes it along when it goes.
 */
import { SecureWebChat, type WebChatOptions } from 'secure-web-chat';

/** What the backend lets the page know of the user, in the cookie `SESSION_INFO`. */
export interface User {
  userName: string;
}

// The demo says which assistant it runs with. A site of your own writes its integration ID, region
// and service instance ID here.
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

// An edit of this module reloads the page. Handed on to the components alone, it would leave
// the old chat running beside the new one.
import.meta.hot?.accept(() => location.reload());
