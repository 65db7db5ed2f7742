/** Owns the world of one sequence: a page with web chat on it, a backend, a visitor; and all that must never happen in it. */
import { inspect } from 'node:util';
import Cookies from 'js-cookie';
import {
  type EndpointContext,
  isSecureWebChatError,
  SecureWebChat,
  type SecureWebChatOptions,
} from '../../src/index.js';
import type { Chat } from '../../src/testing/chat.js';
import { readClaims } from '../../src/testing/identityToken.js';
import { createLoader } from '../../src/testing/loadWatsonAssistantChat.js';
import { MemoryAssistant, refusing } from '../../src/testing/memoryAssistant.js';
import { Timers } from '../../src/testing/timers.js';
import { Backend, type Person, USER_COOKIE } from '../unit/backend.js';
import { DEEDS, USUAL } from './answers.js';
import { Clock } from './clock.js';
import { type Page, watchPage } from './page.js';

export interface Setting {
  prefetchToken: 'intent' | 'load' | 'never';
  conversationAfterLogout: 'restart' | 'keep';
  /** Of a token, in seconds; null without `exp`. */
  lifetime: number | null;
  /** What the site's own handler of `identityTokenExpired` or `*` does. */
  handler: 'none' | 'takes 3 s' | 'takes 20 s' | 'throws once' | 'for all takes 3 s' | 'for all throws once';
  chance: number;
}

/** Whose a token is. */
interface Owner {
  sub: string;
  user: string | null;
}

/** What the visitor wrote, and as whom. */
interface Line {
  owner: Owner | null;
  /** The SDK was told that whoever wrote it is gone. */
  isOver: boolean;
}

/** One SDK on the page and what became of it. */
interface Client {
  chat: SecureWebChat;
  isDestroyed: boolean;
  requests: number;
  asked: Record<'login' | 'logout', number>;
  called: Record<'login' | 'logout', number>;
}

function ownerOf(token: string): Owner {
  const { sub = '', ...claims } = readClaims(token);
  return { sub, user: typeof claims['sid'] === 'string' ? claims['sid'].replace('sid-', '') : null };
}

export class Violation extends Error {}

const IBM = { integrationID: 'integration', region: 'us-south', serviceInstanceID: 'service' };
const HANDLER_LIMIT_MS = 15_000;
/** Web chat's own pauses are at least what a real network takes. */
const NETWORK_MS = 20;
const MOST_TICKS_A_SECOND = 300;
const MOST_REQUESTS_IN_TEN_SECONDS = 60;
/** Enough for a queue of every operation at its slowest. */
const PATIENCE_MS = 1_800_000;

/** Web chat's timers are not the page's own. */
class WorldTimers extends Timers {
  readonly #clock: Clock;
  #isOver = false;
  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }
  override get isClosed() {
    return this.#isOver;
  }
  override after(delayMs: number, run: () => void) {
    return this.#clock.after(Math.max(delayMs, NETWORK_MS), () => this.#isOver || run());
  }
  override close() {
    this.#isOver = true;
  }
}

export class World {
  readonly clock: Clock;
  readonly backend = new Backend('sid');
  readonly assistant = new MemoryAssistant();
  /** Next answers of each endpoint, before its usual one. */
  readonly script: Record<'token' | 'login' | 'logout', string[]> = { token: [], login: [], logout: [] };
  readonly page: Page;
  client: Client;
  readonly #setting: Setting;
  readonly #timers: Timers;
  readonly #chats: Chat[] = [];
  readonly #expired = new Set<string>();
  readonly #lines: Line[] = [];
  readonly #epochs = new Map<string, number>();
  readonly #handlers = new Set<number>();
  #busRuns = 0;
  #pending = 0;
  #person: Owner = { sub: 'anon-1', user: null };
  #lastToken = '';
  /** Who the visitor was when the backend last told the SDK anything. */
  #told = this.#person;
  #second = 0;
  #ticks = 0;
  /** When tokens were asked for. */
  readonly #askedAt: number[] = [];
  #epoch = 0;
  #newestEpoch = 0;
  #isHandlerBad = true;
  #violation: Violation | null = null;
  readonly #restore: (() => void)[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
    this.clock = new Clock(setting.chance);
    this.#timers = new WorldTimers(this.clock);
    this.page = watchPage();
    this.#watchConsole();
    this.#putOnPage();
    this.client = this.#create();
  }

  /** The first thing that must never happen and did. */
  check(): void {
    const second = Math.floor(this.clock.steadyMs / 1000);
    this.#ticks = second === this.#second ? this.#ticks + 1 : 0;
    this.#second = second;
    if (this.#ticks > MOST_TICKS_A_SECOND) this.refuse('something went on without pause');
    this.#look();
    if (this.#violation) throw this.#violation;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms, () => this.check());
  }

  refuse(because: string): void {
    this.#violation ??= new Violation(because);
  }

  /** Watches a public call: it settles some day, and fails only with an error of the package. */
  call<Result>(name: string, work: () => Promise<Result>, onSettled: (error: unknown) => void = () => {}): void {
    this.#pending++;
    work().then(
      () => {
        this.#pending--;
        onSettled(null);
      },
      (error: unknown) => {
        this.#pending--;
        if (!isSecureWebChatError(error)) this.refuse(`${name} failed with a foreign error: ${inspect(error)}`);
        this.#hearSecret(error);
        onSettled(error);
      },
    );
  }

  become(person: Person): void {
    const { sub = this.#person.sub, user = this.#person.user } = person;
    this.backend.become(person);
    this.#person = { sub, user };
    for (const line of this.#lines) {
      // What is kept when its writer has left belongs to nobody from then on, who may become anybody.
      if (line.owner && this.#isKeptBy(line.owner, this.#person)) line.owner = { ...line.owner, user: null };
      line.isOver &&= !this.#mayRead(line.owner, this.#person);
    }
  }

  sign({ signal: _signal }: EndpointContext, claims: Record<string, unknown> = {}): string {
    const { lifetime } = this.#setting;
    const exp = lifetime === null ? undefined : Math.floor(Date.now() / 1000) + lifetime;
    this.#told = this.#person;
    return this.backend.sign({ exp, ...claims });
  }

  /** As an HTTP cache has it; not somebody else's. */
  lastToken(): string | null {
    const owner = this.#lastToken ? ownerOf(this.#lastToken) : null;
    return owner && owner.sub === this.#person.sub && owner.user === this.#person.user ? this.#lastToken : null;
  }

  /** The SDK was told, by a call or by the page, that the visitor may be someone else: what others wrote is not to be seen again. */
  hint(): void {
    for (const line of this.#lines) line.isOver ||= !this.#mayRead(line.owner, this.#person);
  }

  login(): void {
    const { client } = this;
    client.called.login++;
    this.call('login()', () => client.chat.login({ username: 'cade' }), this.#onChanged);
  }

  logout(): void {
    const { client } = this;
    client.called.logout++;
    this.call('logout()', () => client.chat.logout(), this.#onChanged);
  }

  destroy(endSession: boolean): void {
    const { client } = this;
    const { chat } = client;
    this.call('destroy()', () => chat.destroy({ endSession }));
    client.isDestroyed = true;
    if (chat.getState().phase !== 'destroyed') this.refuse('destroy() left the state as it was');
    void this.clock.settle().then(() => this.#expectNothingLeft(3_000));
  }

  renew(): void {
    if (this.client.isDestroyed) this.client = this.#create();
  }

  /** The visitor goes to another page of the site, which loads its own chat. */
  async reload(): Promise<void> {
    this.destroy(false);
    await this.clock.settle();
    await this.clock.settle();
    for (const chat of this.#chats) chat.instance.destroy();
    this.hint();
    this.renew();
    this.call('load()', () => this.client.chat.load());
  }

  get visitor(): Chat | undefined {
    return this.#chats.filter(({ isOnPage }) => isOnPage).at(-1);
  }

  async say(text?: string): Promise<string> {
    const chat = this.visitor;
    if (!chat) return '';
    const line: Line = { owner: null, isOver: false };
    const said = text ?? `line ${this.#lines.push(line) - 1}.`;
    await chat.view.change('mainWindow', { reason: 'launcherClicked', opensWindow: 'default_launcher' });
    await chat.conversation.settled();
    if (!chat.isOnPage) return '';
    line.owner = this.#ownerOf(chat);
    return chat.say(said);
  }

  expireToken(): void {
    const token = this.visitor?.core.state.get().identityToken;
    if (token) this.#expired.add(token);
  }

  /** All is well from now on: every call settles, and after a login the assistant knows who it is. */
  async heal(): Promise<void> {
    for (const answers of Object.values(this.script)) answers.length = 0;
    this.assistant.refusal = null;
    this.#isHandlerBad = false;
    this.page.setHidden(false);
    for (let ms = 0; this.#pending > 0 && ms < PATIENCE_MS; ms += 60_000) await this.pass(60_000);
    if (this.#pending > 0) throw new Violation(`${this.#pending} calls never settled`);
    await this.pass(60_000);
    this.renew();
    await this.#finish('load()', () => this.client.chat.load());
    this.script.login.push('lets Ana in');
    this.client.called.login++;
    await this.#finish('login()', () => this.client.chat.login({ username: 'ana' }));
    await this.#expectAnswer('ana-id');
    this.client.called.logout++;
    await this.#finish('logout()', () => this.client.chat.logout());
    this.hint();
    await this.#expectAnswer('');
    this.destroy(false);
    await this.pass(3_000);
    this.#expectNothingLeft(0);
    await this.pass(60_000);
  }

  async close(): Promise<void> {
    this.client.isDestroyed = true;
    void this.client.chat.destroy();
    this.#timers.close();
    for (const chat of this.#chats) chat.remove();
    await this.clock.settle();
    for (const undo of this.#restore) undo();
    this.page.uninstall();
    this.clock.uninstall();
    Cookies.remove(USER_COOKIE);
    sessionStorage.clear();
    document.body.replaceChildren();
  }

  readonly #onChanged = (error: unknown) => {
    const status = isSecureWebChatError(error) ? (error.status ?? 0) : 0;
    const isOvertaken = isSecureWebChatError(error) && error.code !== 'LOGOUT_FAILED' && !error.cause && status === 0;
    if (!(status >= 400 && status < 500) && !(error && isOvertaken)) this.#changed();
  };

  /**
   * An anonymous visitor's own lines may stay until the new token says under which `sub` they go on, and everybody's own until
   * somebody else is there.
   */
  #changed(): void {
    for (const line of this.#lines) {
      const { owner } = line;
      line.isOver ||= !!owner?.user && !this.#mayRead(owner, this.#told) && !this.#mayRead(owner, this.#person);
    }
  }

  async #finish(name: string, work: () => Promise<unknown>): Promise<void> {
    let isOver = false;
    this.call(name, work, (error) => {
      isOver = true;
      if (error) this.refuse(`in the end ${name} failed: ${inspect(error)}`);
    });
    for (let ms = 0; !isOver && ms < 60_000; ms += 1_000) await this.pass(1_000);
    if (!isOver) throw new Violation(`in the end ${name} did not settle`);
  }

  async #expectAnswer(customUserID: string): Promise<void> {
    let answer: unknown = 'none';
    this.say('Who am I?').then(
      (text) => {
        answer = text;
      },
      (error: unknown) => {
        answer = error;
      },
    );
    await this.pass(30_000);
    const { sub } = this.#person;
    const expected = `Your user ID is ${sub}${customUserID && ` and your custom user ID is ${customUserID}`}.`;
    if (answer !== expected) throw new Violation(`in the end the assistant said ${inspect(answer)}, not ${expected}`);
    if (this.client.chat.getState().subject !== sub) throw new Violation('in the end the state names another subject');
  }

  #create(): Client {
    const client: Omit<Client, 'chat'> = {
      isDestroyed: false,
      requests: 0,
      asked: { login: 0, logout: 0 },
      called: { login: 0, logout: 0 },
    };
    const { prefetchToken, conversationAfterLogout } = this.#setting;
    const chat = new SecureWebChat({
      webChat: { ...IBM, onLoad: (instance) => this.#onLoad(instance as unknown as Chat['instance']) },
      tokenEndpoint: this.#tokenEndpoint(client) as SecureWebChatOptions['tokenEndpoint'],
      loginEndpoint: this.#personEndpoint('login', client),
      logoutEndpoint: this.#personEndpoint('logout', client),
      prefetchToken,
      conversationAfterLogout,
    });
    chat.on('error', (error) => {
      this.#hearSecret(error);
      if (client.isDestroyed) this.refuse('an error was told after destroy()');
    });
    chat.on('change', (state) => {
      if (client.isDestroyed) this.refuse(`the state changed to ${state.phase} after destroy()`);
    });
    return Object.assign(client, { chat });
  }

  #answer(name: 'token' | 'login' | 'logout', context: EndpointContext): unknown {
    const next = this.script[name].shift() ?? USUAL[name];
    return DEEDS[name][next]?.(this, context);
  }

  #tokenEndpoint(client: Omit<Client, 'chat'>) {
    return async (context: EndpointContext) => {
      const epoch = this.#epoch;
      if (client.isDestroyed) this.refuse('a token was asked for after destroy()');
      this.#askedAt.push(this.clock.steadyMs);
      if (
        this.clock.steadyMs - (this.#askedAt.at(-MOST_REQUESTS_IN_TEN_SECONDS) ?? Number.NEGATIVE_INFINITY) <
        10_000
      ) {
        this.refuse('tokens were asked for without pause');
      }
      if (++client.requests > 1) this.refuse('two token requests were in flight');
      let isOver = false;
      const end = () => {
        if (!isOver) client.requests--;
        isOver = true;
      };
      context.signal.addEventListener('abort', end);
      try {
        const answer = await this.#answer('token', context);
        const token = (answer as { token?: unknown } | null)?.token ?? answer;
        if (typeof token === 'string') this.#give(token, epoch);
        if (answer instanceof Response) this.#give(this.backend.tokens.at(-1) ?? '', epoch);
        return answer;
      } finally {
        end();
      }
    };
  }

  #give(token: string, epoch: number): void {
    this.#epochs.set(token, epoch);
    this.#lastToken = token;
  }

  #personEndpoint(name: 'login' | 'logout', client: Omit<Client, 'chat'>) {
    return async (context: EndpointContext) => {
      this.#epoch++;
      if (++client.asked[name] > client.called[name]) this.refuse(`the ${name} request was repeated`);
      if (client.isDestroyed) this.refuse(`${name} was asked for after destroy()`);
      if (client.requests > 0) this.refuse(`a token request was in flight while the ${name} request was sent`);
      try {
        return await this.#answer(name, context);
      } finally {
        this.#told = this.#person;
      }
    };
  }

  async #onLoad(instance: Chat['instance']): Promise<void> {
    const { handler } = this.#setting;
    if (handler === 'none') return;
    instance.on({
      type: handler.startsWith('for all') ? '*' : 'identityTokenExpired',
      handler: async (event: { type: string }) => {
        if (!this.#isHandlerBad || event.type !== 'identityTokenExpired') return;
        if (handler.includes('throws')) {
          this.#isHandlerBad = false;
          throw new Error('A bug of the site');
        }
        await new Promise<void>((resolve) => this.clock.after(handler.includes('20') ? 20_000 : 3_000, resolve));
      },
    });
  }

  #putOnPage(): void {
    window.loadWatsonAssistantChat = createLoader({
      page: window,
      connect: () => refusing(this.assistant.answer, this.#expired),
      timers: this.#timers,
      onChat: (chat) => this.#watchChat(chat),
    });
    this.#restore.push(() => {
      delete window.loadWatsonAssistantChat;
      delete (window as { watsonAssistantChatSharedConfig?: unknown }).watsonAssistantChatSharedConfig;
    });
  }

  #watchChat(chat: Chat): void {
    this.#chats.push(chat);
    const { instance, core } = chat;
    const { on } = instance;
    let isFirst = true;
    instance.on = ((added: { type: string; handler: (...details: never[]) => unknown }) => {
      if (added.type !== 'identityTokenExpired' || !isFirst) return on(added as Parameters<typeof on>[0]);
      isFirst = false;
      const handler = async (...details: never[]) => {
        const startedAt = this.clock.steadyMs;
        this.#handlers.add(startedAt);
        try {
          await added.handler(...details);
          const [event] = details as unknown as [{ identityToken: string | null }];
          if (core.state.get().isDestroyed && event.identityToken) this.refuse('a dead web chat was given a token');
        } finally {
          this.#handlers.delete(startedAt);
        }
      };
      return on({ ...added, handler } as Parameters<typeof on>[0]);
    }) as typeof on;
    const fire = core.bus.fire.bind(core.bus);
    core.bus.fire = async (event) => {
      if (event.type !== 'identityTokenExpired') return fire(event);
      this.#busRuns++;
      return fire(event).finally(() => this.#busRuns--);
    };
    core.state.subscribe(({ identityToken: token }, before) => {
      if (!token || token === before.identityToken) return;
      if (before.isDestroyed) this.refuse('a dead web chat was given a token');
      const epoch = this.#epochs.get(token);
      if (epoch === undefined) this.refuse('web chat was given a token that no endpoint answered');
      else if (epoch < this.#newestEpoch) this.refuse('web chat was given the token of an older identity');
      else this.#newestEpoch = epoch;
    });
  }

  #look(): void {
    const { chat, isDestroyed } = this.client;
    for (const startedAt of this.#handlers) {
      if (this.clock.steadyMs - startedAt > HANDLER_LIMIT_MS) this.refuse('a handler call took more than 15 s');
    }
    const state = chat.getState();
    if (isDestroyed !== (state.phase === 'destroyed')) this.refuse(`the phase is ${state.phase} after destroy()`);
    const live = this.#chats.filter(({ isOnPage }) => isOnPage);
    if (live.length > 1) this.refuse('two web chats were on the page');
    if (state.phase === 'ready') this.#agree(state.subject, live);
    for (const each of live) this.#expectOwnLines(each);
  }

  /** Web chat takes a token only after all handlers of `identityTokenExpired`. */
  #agree(subject: string | null, live: readonly Chat[]): void {
    const current = this.#chats.find(({ instance }) => instance === (this.client.chat.instance as unknown));
    if (!current || !live.includes(current)) {
      this.refuse('the state is ready without a web chat on the page');
      return;
    }
    const { identityToken, userID } = current.core.state.get();
    if (this.#busRuns > 0 || !identityToken) return;
    if (subject !== userID) this.refuse(`the state names ${subject}, web chat ${userID}`);
  }

  #expectOwnLines(chat: Chat): void {
    const reader = this.#ownerOf(chat);
    for (const text of chat.transcript) {
      const line = this.#lines[Number(/line (\d+)\./.exec(text)?.[1] ?? Number.NaN)];
      if (!line) continue;
      line.owner ??= reader;
      if (reader && !this.#mayRead(line.owner, reader)) {
        this.refuse(`what ${inspect(line.owner)} wrote was visible to ${inspect(reader)}`);
      }
      if (line.isOver) this.refuse(`what ${inspect(line.owner)} wrote was visible after they had gone`);
    }
  }

  #mayRead(owner: Owner | null, reader: Owner): boolean {
    if (!owner) return true;
    if (owner.sub !== reader.sub) return false;
    return owner.user === null || owner.user === reader.user || this.#isKeptBy(owner, reader);
  }

  #isKeptBy(owner: Owner | null, { sub, user }: Owner): boolean {
    return this.#setting.conversationAfterLogout === 'keep' && user === null && owner?.sub === sub;
  }

  #ownerOf(chat: Chat): Owner | null {
    const { identityToken } = chat.core.state.get();
    return identityToken ? ownerOf(identityToken) : null;
  }

  #expectNothingLeft(toleranceMs: number): void {
    if (!this.client.isDestroyed) return;
    const late = this.clock.pageTimersMs.filter((ms) => ms > toleranceMs || toleranceMs === 0);
    if (late.length > 0) this.refuse(`timers outlived destroy(): ${late} ms`);
    if (this.page.listeners.size > 0) this.refuse(`listeners outlived destroy(): ${[...this.page.listeners.values()]}`);
    if (this.client.requests > 0) this.refuse('a token request outlived destroy()');
  }

  #hearSecret(...heard: unknown[]): void {
    if (/eyJ|InVuc2lnbmVkIg/.test(inspect(heard, { depth: 6 }))) this.refuse(`a token was told: ${inspect(heard)}`);
  }

  #watchConsole(): void {
    const { error, warn, info, log, debug } = console;
    const hear = (...heard: unknown[]) => this.#hearSecret(...heard);
    Object.assign(console, { error: hear, warn: hear, info: hear, log: hear, debug: hear });
    const unhandled = (reason: unknown) => this.refuse(`a rejection was not handled: ${inspect(reason)}`);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', unhandled);
    this.#restore.push(() => {
      Object.assign(console, { error, warn, info, log, debug });
      process.off('unhandledRejection', unhandled);
      for (const other of others) process.on('unhandledRejection', other);
    });
  }
}
