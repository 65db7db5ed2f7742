/** The page as React finds it in development. */
import refresh from 'react-refresh/runtime';

// React 18 would have the page hear of errors before a boundary catches them, and Vitest takes
// those for errors of its own.
Object.defineProperty(document, 'createEvent', { value: undefined });

// As a bundler does it for hot reload.
refresh.injectIntoGlobalHook(window);
