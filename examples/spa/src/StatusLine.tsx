/** Who the visitor is, and how the chat is doing. */
import { useChat } from './useChat';

export function StatusLine() {
  const { user, phase, error, expiresAt } = useChat();
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
