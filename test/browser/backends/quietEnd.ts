/** Style (g): sessions end quietly on the server, so that the next token is an anonymous one. */
import { demoUsers } from '../../../examples/backend/demoUsers.js';
import { createMemoryStore } from '../../../examples/backend/store.js';
import { backend as reference } from './reference.js';

export { script } from './reference.js';

export function createQuietEnd() {
  const store = createMemoryStore(demoUsers);
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
