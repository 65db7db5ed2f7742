/**
 * The functions that React has since version 18. The binding has no use without them, and may be
 * installed beside an older React all the same.
 */
import * as React from 'react';

// In a copy, because a bundler refuses the name of an export that it knows to be missing. The error
// below says more.
const { useInsertionEffect, useSyncExternalStore, version } = { ...React };

if (!useSyncExternalStore as boolean) {
  throw new Error(
    `Could not start secure-web-chat/react because React is ${version}; update react and react-dom to 18.`,
  );
}

export { useInsertionEffect, useSyncExternalStore };
