/** The settings of one run of the checker. */
import type { KeyObject } from 'node:crypto';
import type { Endpoint } from './endpoint.js';

export interface Settings {
  readonly tokenEndpoint: Endpoint;
  readonly login: {
    readonly endpoint: Endpoint;
    readonly body: LoginBody | null;
    /** A second user's, to see what differs from user to user. */
    readonly otherBody: LoginBody | null;
  } | null;
  readonly logoutEndpoint: Endpoint | null;
  /** The origin of the page with the chat. */
  readonly origin: string;
  /** What the site adds to each request of the SDK. */
  readonly headers: Readonly<Record<string, string>>;
  readonly csrf: { readonly cookie: string; readonly header: string } | null;
  readonly userCookie: string | null;
  readonly publicKey: KeyObject | null;
  readonly timeoutMs: number;
}

export interface LoginBody {
  readonly text: string;
  /** Its fields, where it is JSON. */
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly contentType: string;
}

/** JSON where it is a JSON object, otherwise the fields of a form. */
export function readLoginBody(source: string): LoginBody {
  const text = source.trim();
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return { text, json: { ...json }, contentType: 'application/json' };
    }
  } catch {
    // Not JSON.
  }
  return { text, json: null, contentType: 'application/x-www-form-urlencoded' };
}
