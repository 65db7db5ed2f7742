/** Another page, to go to and come back from with the chat open. */
export function Loans() {
  return (
    <section>
      <h1>Loans</h1>
      <p>A page like any other. The chat was here before it, and stays when you go.</p>
    </section>
  );
}
