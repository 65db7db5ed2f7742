/**
 * The one chat of the page. It is created outside of React, so that no component destroys it when
 * the component is unmounted.
 */
import { SecureWebChat, type WebChatOptions } from 'secure-web-chat';

/** The data about the user that the backend lets the page know, in the cookie `SESSION_INFO`. */
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

// An edit of this module reloads the page. If only the components got the new module, the old chat
// would run beside the new one.
import.meta.hot?.accept(() => location.reload());
