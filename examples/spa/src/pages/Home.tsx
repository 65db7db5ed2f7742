/** The first page of a visitor, with things to try. */
export function Home() {
  return (
    <section>
      <h1>An assistant that knows for certain who is asking</h1>
      <p>
        Open the chat and ask “Who am I?”. Then go from page to page, log in on the way, and ask again: it is one
        conversation.
      </p>
    </section>
  );
}
