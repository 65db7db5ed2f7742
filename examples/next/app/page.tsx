import { AskUs } from './askUs';

/** Rendered on the server, with a component of the client's in it. */
export default function Page() {
  return (
    <main>
      <h1>Secure Web Chat with Next.js</h1>
      <AskUs />
    </main>
  );
}
