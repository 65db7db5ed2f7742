/** The version of this package, and the address of the guides as they were in it. */

/** The build puts the version of `package.json` here. */
export const VERSION = '0.0.0';

/** The files of the version's own tag: they stay when a site or the branch changes. */
export const GUIDES = `https://github.com/secure-web-chat/secure-web-chat/blob/v${VERSION}/docs/`;
