/** Stands for IBM's service: an assistant that verifies the token of each message. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createConversations } from '../../examples/assistant/conversations.js';
import { createIdentityCheck } from '../../examples/assistant/identity.js';
import { createProtocol } from '../../examples/assistant/protocol.js';
import { Refusal } from '../../examples/assistant/refusal.js';

interface AssistantOptions {
  /** The private half of the site's pair. The assistant verifies tokens with the public half. */
  readonly signingKey: string;
  /** The private half of the assistant's own pair, which decrypts user payloads. */
  readonly payloadKey: string;
}

const CHAT = /^\/[^/]+\/chat\/[^/]+(\/.*)$/;
/** The same value as IBM's. */
const SESSION_TIMEOUT_SECONDS = 300;

/** @returns a function that returns null if the path is not one of IBM's */
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
    // Web chat runs on any site, and sends no cookie.
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
      // Web chat requests a new token or not, depending on the status and the text.
      if (error instanceof Refusal) return new Response(error.message, { status: error.status, headers: shared });
      throw error;
    }
  };
}

function allow(request: Request, shared: Record<string, string>): Record<string, string> {
  return {
    ...shared,
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    // A star would not allow `authorization`.
    'Access-Control-Allow-Headers': request.headers.get('access-control-request-headers') ?? '',
  };
}
