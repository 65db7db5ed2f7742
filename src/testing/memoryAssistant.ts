/** An assistant in memory, for unit tests. By default, it accepts any well-formed token. */
import type { Assistant, AssistantReply, AssistantRequest } from './assistant.js';
import { type Claims, readClaims } from './identityToken.js';
import { createID, type MessageRequest, type MessageResponse } from './messages.js';

/** A session with its conversation, as the assistant stores it. */
export interface AssistantSession {
  readonly id: string;
  readonly userID: string;
  readonly history: { message: MessageRequest | MessageResponse }[];
}

interface MessageBody {
  value: MessageRequest;
  session_id: string | null;
  user_id: string;
}

const ACTIONS_SKILL = { type: 'actions', skill_reference: 'actions skill' };
const NO_SESSION: AssistantReply = { status: 404, text: 'Session not found' };

/** A test changes the assistant's behaviour by setting its fields. */
export class MemoryAssistant {
  /** Replaces the replies to a user's requests. A function returns null for the usual reply. */
  refusal: AssistantReply | ((request: AssistantRequest) => AssistantReply | null) | null = null;
  /** Lets each request fail, as without a network. */
  isDown = false;
  /** The delay of each reply, in milliseconds. */
  latencyMs = 0;
  /** Whether security is on in the initial configuration. Old integrations have `undefined`. */
  isSecure: boolean | undefined = true;
  /** All requests so far. */
  readonly requests: AssistantRequest[] = [];
  readonly #sessions: Map<string, AssistantSession>;
  #sessionCount: number;

  /** @param remembered the sessions of earlier pages */
  constructor(remembered: readonly AssistantSession[] = []) {
    this.#sessions = new Map(remembered.map((session) => [session.id, session]));
    this.#sessionCount = Math.max(0, ...remembered.map(({ id }) => Number(id.replace(/\D/g, ''))));
  }

  readonly answer: Assistant = async (request) => {
    this.requests.push(request);
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    if (this.isDown) throw new TypeError('Failed to fetch');
    return this.#reply(request);
  };

  get sessions(): AssistantSession[] {
    return [...this.#sessions.values()];
  }

  get sessionIDs(): string[] {
    return [...this.#sessions.keys()];
  }

  /** Lets all sessions expire. */
  forgetSessions(): void {
    this.#sessions.clear();
  }

  #reply(request: AssistantRequest): AssistantReply {
    const isInitial = request.path === 'config' && !request.token;
    if (isInitial) return json(this.isSecure === undefined ? {} : { authorization: { is_on: this.isSecure } });
    const refused = typeof this.refusal === 'function' ? this.refusal(request) : this.refusal;
    if (refused) return refused;
    const who = this.#identify(request);
    if (isReply(who)) return who;
    if (request.path === 'config') return json({ assistant: { skills: [ACTIONS_SKILL] } });
    if (request.path === 'message') return this.#converse(request.body as MessageBody, who);
    const session = this.#sessions.get(request.path.split('/')[1] ?? '');
    if (!session || !this.#owns(who, session)) return NO_SESSION;
    if (request.method === 'GET') return json({ notes: [{ type: 'HISTORY', body: session.history }] });
    this.#sessions.delete(session.id);
    return { status: 200, text: '' };
  }

  #identify({ token, body }: AssistantRequest): Claims | AssistantReply {
    if (!token) {
      const { user_id: sub } = (body ?? {}) as Partial<MessageBody>;
      return this.isSecure ? { status: 401, text: 'Unauthorized' } : { sub: sub ?? '' };
    }
    try {
      const { sub, exp, ...others } = readClaims(token);
      if (!sub) return { status: 401, text: 'No subject' };
      if (exp !== undefined && exp * 1000 <= Date.now()) return { status: 401, text: 'token expired' };
      return { ...others, sub };
    } catch {
      return { status: 400, text: 'token provided is malformed' };
    }
  }

  #converse({ value, session_id }: MessageBody, who: Claims): AssistantReply {
    const known = this.#sessions.get(session_id ?? '');
    if (session_id && !(known && this.#owns(who, known))) return NO_SESSION;
    const session = known ?? this.#begin(who.sub);
    // An event updates an earlier message in the history.
    if (value.input.message_type === 'event') {
      session.history.push({ message: value });
      return json({ output: { generic: [] }, session_id: session.id });
    }
    const text = answer(value.input.text ?? '', who);
    const response: MessageResponse = {
      id: createID(),
      output: { generic: [{ response_type: 'text', text }] },
      session_id: session.id,
      context: { global: { system: { turn_count: session.history.length / 2 + 1 } } },
    };
    session.history.push({ message: value }, { message: response });
    return json(response);
  }

  /** Without security, any caller that knows a session's ID can use the session. */
  #owns({ sub }: Claims, { userID }: AssistantSession): boolean {
    return !this.isSecure || userID === sub;
  }

  #begin(userID: string): AssistantSession {
    this.#sessionCount += 1;
    const session: AssistantSession = { id: `session-${this.#sessionCount}`, userID, history: [] };
    this.#sessions.set(session.id, session);
    return session;
  }
}

/** Wraps an assistant, so that the service in front of it refuses the expired tokens. */
export function refusing(assistant: Assistant, expired: ReadonlySet<string>): Assistant {
  return async (request) =>
    request.token && expired.has(request.token) ? { status: 401, text: 'token expired' } : assistant(request);
}

function answer(text: string, { sub, user_payload }: Claims): string {
  if (!text) return 'Welcome! Ask me “Who am I?”';
  if (!/\bwho am i\b/i.test(text)) return `You said “${text}”.`;
  const customUserID = readPayload(user_payload)['custom_user_id'];
  return `Your user ID is ${sub}${customUserID ? ` and your custom user ID is ${customUserID}` : ''}.`;
}

/** Reads an unencrypted payload: an object, JSON, or JSON in base64. Tests need no encryption. */
function readPayload(payload: unknown): Record<string, unknown> {
  if (typeof payload !== 'string') return (payload ?? {}) as Record<string, unknown>;
  try {
    return JSON.parse(payload.startsWith('{') ? payload : atob(payload));
  } catch {
    return {};
  }
}

function isReply(value: Claims | AssistantReply): value is AssistantReply {
  return 'status' in value;
}

function json(value: unknown): AssistantReply {
  return { status: 200, text: JSON.stringify(value) };
}
