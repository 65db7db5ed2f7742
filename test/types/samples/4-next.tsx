'use client';
// app/chat.tsx, used once in app/layout.tsx. Module level is safe: constructing does nothing on the
// server, and holds nothing per request.
import { useEffect, useSyncExternalStore } from 'react';
import { SecureWebChat } from 'secure-web-chat';

const chat = new SecureWebChat<{ userName: string }>({
  webChat: { integrationID: process.env.NEXT_PUBLIC_WEB_CHAT_INTEGRATION_ID!, region: 'us-south' },
  tokenEndpoint: '/api/chat-token',
  loginEndpoint: '/api/login',
  logoutEndpoint: '/api/logout',
});
const subscribe = (changed: () => void) => chat.on('change', changed);

export function Chat() {
  const { user } = useSyncExternalStore(subscribe, chat.getState, chat.getState); // equal on both sides until load(): no hydration mismatch
  useEffect(() => {
    chat.load().catch(() => {});
  }, []);
  return (
    <button type="button" onClick={() => chat.open()}>
      {user ? `Ask us, ${user.userName}` : 'Ask us'}
    </button>
  );
}
