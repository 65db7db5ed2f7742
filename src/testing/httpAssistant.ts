/** Sends web chat's requests to an assistant over HTTP. */
import type { Assistant } from './assistant.js';
import type { LoaderOptions, Page } from './page.js';

const VERSION = '2023-09-15';
/** The path of the two configurations, whose requests have no version. */
const UNVERSIONED = 'config';

/** Builds the address of the assistant from the options, by IBM's rules. */
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
      // The page may be closing when web chat ends the session.
      keepalive: method === 'DELETE',
    });
    return { status: response.status, text: await response.text() };
  };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
