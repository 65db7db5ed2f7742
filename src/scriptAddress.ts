/**
 * The address of web chat's script. The constructor builds it once, so that an element that the
 * page gets later, such as `<base>`, cannot change it.
 */
import { documentProperty } from './documentProperty.js';
import type { ScriptOptions } from './options.js';
import { checkAddress, ownOf, PAGE } from './validation.js';
import type { WebChatOptions } from './web-chat/ibm/index.js';

const DEFAULT_SCRIPT_HOST = 'https://web-chat.global.assistant.watson.appdomain.cloud';

export type ResolvedScript = ScriptOptions & { url: NonNullable<ScriptOptions['url']> };

/**
 * Returns the options of the script with its absolute address. A `TrustedScriptURL` stays as it is.
 * @throws SecureWebChatError `INVALID_OPTIONS` if an address is not valid
 */
export function resolveScript(script: ScriptOptions | undefined, webChat: WebChatOptions): ResolvedScript {
  const own = ownOf(script);
  const { servers, cloudPrivateHostURL, clientVersion = 'latest' } = ownOf(webChat);
  const { webChatScriptPrefix, assistantURLPrefix } = ownOf(servers);
  const addresses = {
    'script.url': own.url,
    'webChat.servers.webChatScriptPrefix': webChatScriptPrefix,
    'webChat.servers.assistantURLPrefix': assistantURLPrefix,
  };
  for (const [name, address] of Object.entries(addresses)) checkAddress(name, address ?? '', PAGE);
  if (cloudPrivateHostURL) checkAddress('webChat.cloudPrivateHostURL', cloudPrivateHostURL);
  const host =
    webChatScriptPrefix ?? (cloudPrivateHostURL ? `${cloudPrivateHostURL}/static/webchat` : DEFAULT_SCRIPT_HOST);
  const { url = `${host}/versions/${clientVersion}/WatsonAssistantChatEntry.js` } = own;
  const isText = typeof url === 'string' || url instanceof URL;
  const isInPage = isText && typeof document !== 'undefined';
  return Object.assign(own, { url: isInPage ? new URL(url, documentProperty('baseURI')).href : url });
}
