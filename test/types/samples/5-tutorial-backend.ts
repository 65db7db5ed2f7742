// IBM's tutorial, unchanged on the server: GET /createJWT (text), GET /authenticate ('Ok', sets
// SESSION_INFO), no logout route.
import { SecureWebChat } from 'secure-web-chat';

const chat = new SecureWebChat<{ userName: string; customUserID: string }>({
  webChat: { integrationID: 'a', region: 'us-south', serviceInstanceID: 'b' },
  tokenEndpoint: 'http://localhost:3001/createJWT',
  loginEndpoint: 'GET http://localhost:3001/authenticate',
}); // no logoutEndpoint: logout() removes the user cookie, as the tutorial's page does
await chat.load();
document.querySelector('button')!.onclick = () => (chat.getState().user ? chat.logout() : chat.login());
chat.on('change', ({ user }) => {
  document.title = user?.userName ?? 'Anonymous';
});
