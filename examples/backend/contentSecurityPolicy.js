/** What the pages may load: their own files and the web chat's, no inline script. */
import helmet from 'helmet';

/**
 * @param {object} webChat
 * @param {readonly string[]} webChat.webChatSources Where web chat's scripts, styles and answers come from.
 * @param {boolean} webChat.allowInlineStyles IBM's web chat writes inline styles and cannot do without.
 */
export function createSecurityHeaders({ webChatSources, allowInlineStyles }) {
  const sources = ["'self'", ...webChatSources];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: sources,
        styleSrc: allowInlineStyles ? [...sources, "'unsafe-inline'"] : sources,
        connectSrc: sources,
        imgSrc: [...sources, 'data:'],
        mediaSrc: sources,
        fontSrc: allowInlineStyles ? [...sources, 'https://fonts.gstatic.com'] : sources,
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
  });
}
