/**
 * The functions that the binding needs from React 18. npm can install the binding beside an older
 * React, which lacks them.
 */
import * as React from 'react';

// The copy of `React` keeps bundlers from failing at an export that an older React lacks. The error
// below is clearer than theirs.
const { useInsertionEffect, useSyncExternalStore, version } = { ...React };

if (!useSyncExternalStore as boolean) {
  throw new Error(
    `Could not start secure-web-chat/react because React is ${version}; update react and react-dom to 18.`,
  );
}

export { useInsertionEffect, useSyncExternalStore };
