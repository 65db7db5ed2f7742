// React StrictMode, own auth (Auth0). One chat per page: made once, never torn down by a component.

import { Auth0Provider, useAuth0 } from '@auth0/auth0-react';
import { StrictMode, useEffect, useSyncExternalStore } from 'react';
import { SecureWebChat } from 'secure-web-chat';

let accessToken: () => Promise<string | undefined>;
export const chat = new SecureWebChat({
  webChat: { integrationID: 'a', region: 'us-south' },
  tokenEndpoint: async ({ signal }) =>
    fetch('/api/chat-token', { signal, headers: { authorization: `Bearer ${await accessToken()}` } }), // a Response: status, retry, body are the SDK's job
});
const subscribe = (changed: () => void) => chat.on('change', changed);
export const useChat = () => useSyncExternalStore(subscribe, chat.getState, chat.getState);

function Chat() {
  const { isAuthenticated, isLoading, getAccessTokenSilently, logout } = useAuth0();
  accessToken = () => getAccessTokenSilently();
  const { phase, error } = useChat();
  useEffect(() => {
    void chat.load().catch(() => {});
  }, []); // StrictMode runs it twice: one chat
  useEffect(() => {
    if (isAuthenticated) void chat.login();
  }, [isAuthenticated]); // "they have logged in": no endpoint, no credentials
  const signOut = async () => {
    await logout({ openUrl: false });
    await chat.logout();
  };
  if (isLoading) return null;
  return (
    <p>
      {phase === 'failed' ? `${error.message}` : phase}{' '}
      <button type="button" onClick={signOut}>
        Log out
      </button>
    </p>
  );
}
export const App = () => (
  <StrictMode>
    <Auth0Provider domain="d" clientId="c">
      <Chat />
    </Auth0Provider>
  </StrictMode>
);
