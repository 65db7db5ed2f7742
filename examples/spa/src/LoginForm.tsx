/** The login, and the one message that the visitor sees when it fails. */
import { useActionState } from 'react';
import { isSecureWebChatError } from 'secure-web-chat';
import { chat } from './chat';

export function LoginForm() {
  const [{ username, alert }, submit, isPending] = useActionState(logIn, { username: '', alert: '' });
  return (
    <form action={submit}>
      <label htmlFor="username">Username</label>
      <input
        id="username"
        name="username"
        defaultValue={username}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby="alert"
        required
      />
      <label htmlFor="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autoComplete="current-password"
        aria-describedby="alert"
        required
      />
      {/* Emptied meanwhile, so that the same message is announced again. */}
      <p id="alert" role="alert">
        {isPending ? '' : alert}
      </p>
      <button type="submit">Log in</button>
    </form>
  );
}

async function logIn(_previous: unknown, form: FormData) {
  try {
    await chat.login(Object.fromEntries(form));
    return { username: '', alert: '' };
  } catch (error) {
    return { username: String(form.get('username')), alert: explain(error) };
  }
}

function explain(error: unknown): string {
  return isSecureWebChatError(error) && error.code === 'LOGIN_REJECTED'
    ? 'The username or the password is wrong.'
    : 'You could not be logged in just now. Please try again.';
}
