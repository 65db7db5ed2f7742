'use client';
/** The page's one chat, and the provider for the components that use it. */
import type { ReactNode } from 'react';
import { SecureWebChat } from 'secure-web-chat';
import { SecureWebChatProvider } from 'secure-web-chat/react';

const chat = new SecureWebChat<{ userName: string }>({
  webChat: { integrationID: process.env.NEXT_PUBLIC_WEB_CHAT_INTEGRATION_ID ?? 'demo', region: 'us-south' },
  tokenEndpoint: '/api/chat-token',
});

export function Chat({ children }: { children: ReactNode }) {
  return (
    <SecureWebChatProvider chat={chat} load="idle">
      {children}
    </SecureWebChatProvider>
  );
}
