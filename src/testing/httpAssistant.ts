/** Web chat's wire protocol over HTTP. */
import type { Assistant } from './assistant.js';
import type { LoaderOptions, Page } from './page.js';

const VERSION = '2023-09-15';
/** The two configurations are asked for without a version. */
const UNVERSIONED = 'config';

/** The address of a web chat's assistant, by IBM's rules. */
export function assistantAddress(options: LoaderOptions): string {
  const { integrationID, region, subscriptionID = 'public', servers, cloudPrivateHostURL } = options;
  if (cloudPrivateHostURL) return `${withoutSlash(cloudPrivateHostURL)}/v1/chat/${integrationID}`;
  const prefix = servers?.assistantURLPrefix ?? `https://integrations.${region}.assistant.watson.appdomain.cloud`;
  return `${withoutSlash(prefix)}/${subscriptionID}/chat/${integrationID}`;
}

export function httpAssistant(address: string, page: Page): Assistant {
  return async ({ method, path, token, body }) => {
    const headers: Record<string, string> = { 'x-watson-assistant-channel': 'chat' };
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (body) headers['content-type'] = 'application/json';
    const query = path === UNVERSIONED ? '' : `?version=${VERSION}`;
    const response = await page.fetch(`${address}/${path}${query}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      // The end of a session may be told while the page goes away.
      keepalive: method === 'DELETE',
    });
    return { status: response.status, text: await response.text() };
  };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
