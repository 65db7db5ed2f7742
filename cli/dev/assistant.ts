/** IBM's side: the script of web chat, and the assistant that verifies each message's token. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createConversations } from '../../examples/assistant/conversations.js';
import { createIdentityCheck } from '../../examples/assistant/identity.js';
import { createProtocol } from '../../examples/assistant/protocol.js';
import { Refusal } from '../../examples/assistant/refusal.js';

interface AssistantOptions {
  /** The private half; the public one verifies. */
  readonly signingKey: string;
  /** The private half, which decrypts user payloads. */
  readonly payloadKey: string;
}

const CHAT = /^\/[^/]+\/chat\/[^/]+(\/.*)$/;
/** As at IBM. */
const SESSION_TIMEOUT_SECONDS = 300;

/** @returns null if the address is none of IBM's */
export function createAssistant({ signingKey, payloadKey }: AssistantOptions) {
  const now = Date.now;
  const answerChat = createProtocol({
    identify: createIdentityCheck({
      publicKey: createPublicKey(signingKey),
      payloadKey: createPrivateKey(payloadKey),
      now,
    }),
    conversations: createConversations({ sessionTimeoutSeconds: SESSION_TIMEOUT_SECONDS, now }),
  });

  return async function answer(request: Request): Promise<Response | null> {
    const [, path] = CHAT.exec(new URL(request.url).pathname) ?? [];
    if (path === undefined) return null;
    // Web chat runs on any site, and no cookie is involved.
    const shared = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'x-watson-session-timeout',
      'Cache-Control': 'no-store',
    };
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: allow(request, shared) });
    try {
      const authorization = request.headers.get('authorization') ?? undefined;
      const body = request.method === 'POST' ? await request.json().catch(() => null) : null;
      const reply = await answerChat({ method: request.method, path, authorization, body });
      return Response.json(reply.body, { headers: { ...shared, ...reply.headers } });
    } catch (error) {
      // Web chat decides by status and text whether it asks for a token.
      if (error instanceof Refusal) return new Response(error.message, { status: error.status, headers: shared });
      throw error;
    }
  };
}

function allow(request: Request, shared: Record<string, string>): Record<string, string> {
  return {
    ...shared,
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    // A star would not stand for `authorization`.
    'Access-Control-Allow-Headers': request.headers.get('access-control-request-headers') ?? '',
  };
}
