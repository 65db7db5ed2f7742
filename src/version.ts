/** The version of this package, and the address of its guides. */

/** The build replaces this text by the version in `package.json`. */
export const VERSION = '0.0.0';

/** The guides at this version's Git tag, which never change. */
export const GUIDES = `https://github.com/secure-web-chat/secure-web-chat/blob/v${VERSION}/docs/`;
