'use client';
/** The site's own button for the chat. */
import { useSecureWebChat } from 'secure-web-chat/react';

export function AskUs() {
  const { user, open } = useSecureWebChat<{ userName: string }>();
  return (
    <button type="button" onClick={() => open().catch(() => {})}>
      {user ? `Ask us, ${user.userName}` : 'Ask us'}
    </button>
  );
}
