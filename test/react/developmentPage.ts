/** The page in React's development mode. */
import refresh from 'react-refresh/runtime';

// React 18 would report errors to the page before a boundary catches them. Vitest would treat those
// errors as its own.
Object.defineProperty(document, 'createEvent', { value: undefined });

// A bundler sets this up in the same way for hot reload.
refresh.injectIntoGlobalHook(window);
