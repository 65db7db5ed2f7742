/** Style (g): sessions end quietly on the server, so that the next token is an anonymous one. */
import { backend as reference, store } from './reference.js';

export { script } from './reference.js';

export function createQuietEnd() {
  let isOver = false;
  const backend = () =>
    reference({
      store: { ...store, findSession: async (key) => (isOver ? undefined : store.findSession(key)) },
    });
  return {
    backend,
    endSessions() {
      isOver = true;
    },
  };
}
