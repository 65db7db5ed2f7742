/** The assistant stand-in on a port of its own, and web chat's side of the wire. */
import { constants, type KeyObject, publicEncrypt } from 'node:crypto';
import { SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { type AssistantOptions, createAssistant } from '../../../examples/assistant/assistant.js';
import type { AnsweredRequest } from '../../../examples/assistant/chatRoutes.js';
import { listen } from '../../../examples/listen.js';
import { payload, signing } from '../keys.js';

export async function startAssistant(options: Partial<AssistantOptions> = {}) {
  const clock = { now: Date.now() };
  const requests: AnsweredRequest[] = [];
  const app = createAssistant({
    publicKey: signing.publicKey,
    payloadKey: payload.privateKey,
    now: () => clock.now,
    onRequest: (request) => requests.push(request),
    ...options,
  });
  const { url, close } = await listen(app, { port: 0, host: 'localhost' });
  onTestFinished(close);

  const chat = `${url}/public/chat/demo`;
  const authorized = (authorization?: string) => (authorization === undefined ? {} : { authorization });
  return {
    url,
    clock,
    requests,
    config: (authorization?: string) => fetch(`${chat}/config`, { headers: authorized(authorization) }),
    message: (authorization: string | undefined, text: string, session_id?: string) =>
      fetch(`${chat}/message`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorized(authorization) },
        body: JSON.stringify({ value: { input: { message_type: 'text', text } }, session_id, user_id: 'any user' }),
      }),
    history: (authorization: string, sessionID: string) =>
      fetch(`${chat}/channel_conversations/${sessionID}/notes?version=2023-09-15`, {
        headers: authorized(authorization),
      }),
    end: (authorization: string, sessionID: string) =>
      fetch(`${chat}/sessions/${sessionID}?version=2023-09-15`, {
        method: 'DELETE',
        headers: authorized(authorization),
      }),
  };
}

export interface TokenParts {
  sub?: string;
  userPayload?: unknown;
  /** Seconds since epoch. */
  exp?: number;
  notBefore?: number;
  alg?: string;
  key?: KeyObject | Uint8Array;
}

/** The header `Authorization` of a page's request. */
export async function bearer({ sub, userPayload, exp, notBefore, alg = 'RS256', key }: TokenParts = {}) {
  const jwt = new SignJWT({
    ...(sub !== undefined && { sub }),
    ...(exp !== undefined && { exp }),
    ...(notBefore !== undefined && { nbf: notBefore }),
    ...(userPayload !== undefined && { user_payload: encrypt(userPayload) }),
  });
  return `Bearer ${await jwt.setProtectedHeader({ alg }).sign(key ?? signing.privateKey)}`;
}

/** Encrypts like `node-rsa`, which IBM's own samples use. */
function encrypt(userPayload: unknown) {
  const plain = Buffer.from(JSON.stringify(userPayload));
  const key = { key: payload.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  const blocks = [];
  for (let start = 0; start < plain.length; start += 214) {
    blocks.push(publicEncrypt(key, plain.subarray(start, start + 214)));
  }
  return Buffer.concat(blocks).toString('base64');
}
