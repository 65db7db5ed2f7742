/** The visitor's account, with login and logout. */
import { useSecureWebChat } from 'secure-web-chat/react';
import type { User } from '../chat';
import { LoginForm } from '../LoginForm';
import { LogoutForm } from '../LogoutForm';

export function Account() {
  const { user } = useSecureWebChat<User>();
  return (
    <section>
      <h1>Your account</h1>
      {user ? <LogoutForm /> : <LoginForm />}
      <p className="hint">
        There are two users, <code>cade</code> and <code>ana</code>. Both have the password <code>lendyr-demo</code>.
      </p>
    </section>
  );
}
