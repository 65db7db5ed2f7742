/** The options of web chat for a page, and the code to paste into the page. */
import type { IbmSettings } from './settings.js';

export interface PageOptions {
  readonly integrationID: string;
  readonly region: string;
  readonly serviceInstanceID: string;
  /** The address of the stand-in, if the stand-in replaces IBM's service. */
  readonly servers?: { readonly assistantURLPrefix: string; readonly webChatScriptPrefix: string };
}

/** @param url the address of this backend */
export function pageOptions(ibm: IbmSettings | null, url: string): PageOptions {
  if (ibm === null) {
    const servers = { assistantURLPrefix: url, webChatScriptPrefix: url };
    return { integrationID: 'dev', region: 'dev', serviceInstanceID: 'dev', servers };
  }
  const { integrationID, region, serviceInstanceID } = ibm;
  return { integrationID, region, serviceInstanceID };
}

export function snippet({ integrationID, region, serviceInstanceID, servers }: PageOptions, url: string): string {
  const standIn = servers ? '\n    servers: { assistantURLPrefix: backend, webChatScriptPrefix: backend },' : '';
  return `import { SecureWebChat } from 'secure-web-chat';

const backend = ${quote(url)};
const chat = new SecureWebChat({
  webChat: {
    integrationID: ${quote(integrationID)},
    region: ${quote(region)},
    serviceInstanceID: ${quote(serviceInstanceID)},${standIn}
  },
  tokenEndpoint: { url: \`\${backend}/createJWT\`, credentials: 'include' },
  loginEndpoint: { url: \`\${backend}/authenticate\`, credentials: 'include' },
  logoutEndpoint: { url: \`\${backend}/logout\`, credentials: 'include' },
});
await chat.load();
// await chat.login({ username: 'cade', password: 'lendyr-demo' });
// await chat.logout();
`;
}

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
