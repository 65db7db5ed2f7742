/** Who the visitor is, and how the chat is doing. */
import { useSecureWebChat } from 'secure-web-chat/react';
import type { User } from './chat';

export function StatusLine() {
  const { user, phase, error, expiresAt } = useSecureWebChat<User>();
  return (
    <div className="status">
      <p role="status">{user ? `Hello, ${user.userName}` : 'You are not logged in'}</p>
      <p className="hint">
        The chat is {error ? `${phase}, ${error.code}` : phase}.
        {expiresAt !== null && ` Its token is good until ${new Date(expiresAt).toLocaleTimeString('en-GB')}.`}
      </p>
    </div>
  );
}
