/** The settings of one run of the checker. */
import type { KeyObject } from 'node:crypto';
import type { Endpoint } from './endpoint.js';

export interface Settings {
  readonly tokenEndpoint: Endpoint;
  readonly login: {
    readonly endpoint: Endpoint;
    readonly body: LoginBody | null;
    /** The credentials of a second user. The checker compares the two users. */
    readonly otherBody: LoginBody | null;
  } | null;
  readonly logoutEndpoint: Endpoint | null;
  /** The origin of the page with the chat. */
  readonly origin: string;
  /** The headers that the site adds to each request of the SDK. */
  readonly headers: Readonly<Record<string, string>>;
  readonly csrf: { readonly cookie: string; readonly header: string } | null;
  readonly userCookie: string | null;
  readonly publicKey: KeyObject | null;
  readonly timeoutMs: number;
}

export interface LoginBody {
  readonly text: string;
  /** The fields of the body if it is JSON, otherwise null. */
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly contentType: string;
}

/** Reads the text as a JSON object if it is one, otherwise as the fields of a form. */
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
