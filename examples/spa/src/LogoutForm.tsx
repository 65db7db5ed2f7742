/** The logout, and the message if it fails. */
import { useActionState } from 'react';
import { chat } from './chat';

export function LogoutForm() {
  const [alert, submit, isPending] = useActionState(logOut, '');
  return (
    <form action={submit}>
      <p role="alert">{isPending ? '' : alert}</p>
      <button type="submit">Log out</button>
    </form>
  );
}

async function logOut() {
  try {
    await chat.logout();
    return '';
  } catch {
    return 'You could not be logged out just now. Please try again.';
  }
}
