/**
 * An assistant in memory, for unit tests. It accepts any well-formed token until a test says
 * otherwise.
 */
import type { Assistant, AssistantReply, AssistantRequest } from './assistant.js';
import { type Claims, readClaims } from './identityToken.js';
import { createID, type MessageRequest, type MessageResponse } from './messages.js';

/** One conversation, as the assistant remembers it. */
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

/** A test steers it by setting its fields. */
export class MemoryAssistant {
  /**
   * Answers each request in a user's name instead of the real reply; a function may choose.
   */
  refusal: AssistantReply | ((request: AssistantRequest) => AssistantReply | null) | null = null;
  /** No network. */
  isDown = false;
  /** How long every answer takes. */
  latencyMs = 0;
  /** What the initial configuration says; `undefined` as old integrations do. */
  isSecure: boolean | undefined = true;
  /** All that was asked, for looking at. */
  readonly requests: AssistantRequest[] = [];
  readonly #sessions: Map<string, AssistantSession>;
  #sessionCount: number;

  /** @param remembered sessions that began on an earlier page */
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

  /** As if they had all run out. */
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
    // Web chat notes something about an earlier message.
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

  /** Without security, a caller that names a session may use it. */
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

/** The service refuses these tokens from now on, before the assistant sees them. */
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

/** Tests need no encryption: an object, JSON, or JSON in base64. */
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
