'use client';
import { useEffect, useSyncExternalStore } from 'react';
import { SecureWebChat } from 'secure-web-chat';

const chat = new SecureWebChat<{ userName: string }>({
  webChat: { integrationID: process.env.NEXT_PUBLIC_WEB_CHAT_INTEGRATION_ID ?? 'demo', region: 'us-south' },
  tokenEndpoint: '/api/chat-token',
});
const subscribe = (changed: () => void) => chat.on('change', changed);

export function Chat() {
  const { user } = useSyncExternalStore(subscribe, chat.getState, chat.getState);
  useEffect(() => {
    // What went wrong is in the state: `phase` is 'failed', and `error` says why.
    chat.load().catch(() => {});
  }, []);
  return (
    <button type="button" onClick={() => chat.open().catch(() => {})}>
      {user ? `Ask us, ${user.userName}` : 'Ask us'}
    </button>
  );
}
