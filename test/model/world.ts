/**
 * The world of one sequence: a page with web chat on it, a backend, a visitor, and the visitor's
 * actions.
 */
import { inspect, isDeepStrictEqual } from 'node:util';
import Cookies from 'js-cookie';
import { isSecureWebChatError, SecureWebChat, type SecureWebChatState } from '../../src/index.js';
import type { TabMessage } from '../../src/pageEvents.js';
import type { Chat } from '../../src/testing/chat.js';
import { MemoryAssistant } from '../../src/testing/memoryAssistant.js';
import { type KeyStyle, type Person, USER_COOKIE } from '../unit/memoryBackend.js';
import { DEEDS, USUAL } from './answers.js';
import { Endpoints, type Traffic } from './endpoints.js';
import { Judge, Violation } from './judge.js';
import { Lines } from './lines.js';
import { VirtualClock } from './virtualClock.js';
import { type Page, watchPage } from './watchedPage.js';
import { userOf, WebChats } from './webChats.js';

export interface Setting {
  prefetchToken: 'intent' | 'load' | 'never';
  conversationAfterLogout: 'restart' | 'keep';
  /** How the SDK can tell one login from another. */
  style: KeyStyle;
  /** The lifetime of a token in seconds. Null if the token has no `exp`. */
  lifetime: number | null;
  /** The behaviour of the site's own handler of `identityTokenExpired` or `*`. */
  handler: 'none' | 'takes 3 s' | 'takes 20 s' | 'throws once' | 'for all takes 3 s' | 'for all throws once';
  chance: number;
}

/** One SDK on the page, with the outcome of its calls. */
interface Client extends Traffic {
  chat: SecureWebChat;
  /** The state that the SDK last reported. */
  told: SecureWebChatState;
  /**
   * Whether the SDK has seen a login without a logout after it. If nothing tells users apart, the
   * SDK has to believe the backend.
   */
  isUserKnown: boolean;
  /** The site's action in its handler of the next change. */
  duringChange: (() => void)[];
}

const IBM = { integrationID: 'integration', region: 'us-south', serviceInstanceID: 'service' };
const MAX_TICKS_A_SECOND = 300;
/** A limit that is long enough for a queue of all operations at their slowest. */
const PATIENCE_MS = 1_800_000;

export class World {
  readonly judge = new Judge();
  readonly clock: VirtualClock;
  readonly assistant = new MemoryAssistant();
  readonly endpoints: Endpoints;
  readonly webChats: WebChats;
  readonly page: Page;
  /** The default answers of the endpoints. */
  usual = USUAL;
  client: Client;
  readonly #setting: Setting;
  readonly #lines: Lines;
  readonly #stopListening: () => void;
  #pending = 0;
  #second = 0;
  #ticks = 0;
  #isHandlerBad = true;
  #hadOutage = false;

  constructor(setting: Setting) {
    const { chance, style, lifetime, conversationAfterLogout } = setting;
    this.#setting = setting;
    this.clock = new VirtualClock(chance);
    this.page = watchPage();
    this.#stopListening = this.judge.listen();
    this.#lines = new Lines(this.judge, this.clock, style, conversationAfterLogout === 'keep');
    this.webChats = new WebChats(this.judge, this.clock, this.assistant);
    this.endpoints = new Endpoints(
      this.judge,
      this.clock,
      style,
      lifetime,
      async (name, next = this.usual[name], context) => {
        await this.clock.fewTurns();
        const answer = await DEEDS[name][next]?.(this, context);
        await this.clock.fewTurns();
        return answer;
      },
      (token, epoch) => this.webChats.given(token, epoch),
    );
    this.client = this.#create();
  }

  /** @throws Violation */
  check(): void {
    const second = Math.floor(this.clock.steadyMs / 1000);
    this.#ticks = second === this.#second ? this.#ticks + 1 : 0;
    this.#second = second;
    if (this.#ticks > MAX_TICKS_A_SECOND) this.judge.refuse('something went on without pause');
    this.#look();
    this.judge.pronounce();
  }

  async settle(): Promise<void> {
    await this.clock.settle();
    await this.clock.settle();
    this.check();
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms, () => this.check());
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
        if (!isSecureWebChatError(error)) this.judge.refuse(`${name} failed with a foreign error: ${inspect(error)}`);
        this.judge.hear(error);
        onSettled(error);
      },
    );
  }

  become(person: Person): void {
    this.endpoints.become(person);
    this.#lines.becomes(this.endpoints.person);
  }

  /**
   * Nothing tells the SDK of this change. If nothing distinguishes one login from another, the SDK
   * cannot notice it. So the model does not play this step in that case.
   */
  becomeSilently(person: Person): void {
    if (this.#setting.style !== 'neither') this.become(person);
  }

  /**
   * The tab returns to the front a minute later. The SDK then checks who the visitor is, unless the
   * user cookie still names the owner.
   */
  changeElsewhere(person: Person): void {
    const { user } = this.endpoints.person;
    this.page.setHidden(true);
    this.clock.sleep(60_000);
    this.becomeSilently(person);
    if (this.endpoints.person.user !== user) this.hint();
    this.page.setHidden(false);
  }

  /**
   * A token with another `sub`. If that `sub` has a conversation, the conversation may continue.
   */
  signAs(sub: string): string {
    this.#lines.becomes({ ...this.endpoints.person, sub });
    return this.endpoints.sign({ sub });
  }

  hearOtherTab(message: TabMessage): void {
    this.#lines.endOthersSoon(this.endpoints.person);
    this.page.otherTab(message);
  }

  /** Lets the site's handler of `change` perform the action. */
  atNextChange(work: () => void): void {
    this.client.duringChange.push(work);
  }

  /** A call or the page has told the SDK that the visitor may be another person. */
  hint(): void {
    this.#lines.endOthers(this.endpoints.person);
  }

  login(): void {
    const { client } = this;
    client.called.login++;
    this.call(
      'login()',
      () => client.chat.login({ username: 'cade' }),
      (error) => this.#onChanged(error, true),
    );
  }

  logout(): void {
    const { client } = this;
    client.called.logout++;
    this.call(
      'logout()',
      () => client.chat.logout(),
      (error) => this.#onChanged(error, false),
    );
  }

  destroy(endSession: boolean): void {
    const { client } = this;
    const { chat } = client;
    this.call('destroy()', () => chat.destroy({ endSession }));
    client.isDestroyed = true;
    if (chat.getState().phase !== 'destroyed') this.judge.refuse('destroy() left the state as it was');
    void this.clock.settle().then(() => this.#expectNothingLeft(3_000));
  }

  renew(): void {
    if (this.client.isDestroyed) this.client = this.#create();
  }

  /** The visitor goes to another page of the site, which loads its own chat. */
  async reload(): Promise<void> {
    this.destroy(false);
    await this.settle();
    this.webChats.leavePage();
    this.hint();
    this.renew();
    this.call('load()', () => this.client.chat.load());
  }

  /**
   * The service fails for another reason than a missing token. The SDK can remove an error panel
   * only if a token was missing.
   */
  breakService(): void {
    this.assistant.refusal = { status: 500, text: 'down' };
    this.#hadOutage = true;
  }

  /** The web chat that is in front of the visitor. */
  get visible(): Chat | undefined {
    return this.webChats.live.at(-1);
  }

  async say(text?: string): Promise<string> {
    const chat = this.visible;
    if (!chat) return '';
    const written = text === undefined ? this.#lines.write(this.client.isUserKnown) : null;
    await chat.view.change('mainWindow', { reason: 'launcherClicked', opensWindow: 'default_launcher' });
    await chat.conversation.settled();
    if (!chat.isOnPage) return '';
    // If the backend knows another user now, the line belongs to the user of the token that the
    // message will carry.
    if (written && isDeepStrictEqual(userOf(chat), this.endpoints.person)) {
      this.#lines.ownedBy(written.line, this.endpoints.person);
    }
    return chat.say(written?.text ?? text ?? '');
  }

  /**
   * From now on, nothing fails. So every call settles, and after a login the assistant knows the
   * user.
   */
  async heal(): Promise<void> {
    for (const answers of Object.values(this.endpoints.script)) answers.length = 0;
    this.usual = USUAL;
    this.assistant.refusal = null;
    this.webChats.isNextBroken = false;
    this.#isHandlerBad = false;
    this.client.duringChange = [];
    this.page.setHidden(false);
    for (let ms = 0; this.#pending > 0 && ms < PATIENCE_MS; ms += 60_000) await this.pass(60_000);
    if (this.#pending > 0) throw new Violation(`${this.#pending} calls never settled`);
    await this.pass(60_000);
    this.renew();
    await this.#finish('load()', () => this.client.chat.load());
    // After its service was down, web chat may show an error panel, which only a restart removes:
    // docs/web-chat-behaviour.md#errors.
    if (this.#hadOutage) this.visible?.conversation.restart().catch(() => {});
    await this.pass(10_000);
    // Only then the SDK may see a second change of `sub`, and stop.
    await this.#finish('load()', () => this.client.chat.load());
    this.endpoints.script.login.push('lets Ana in');
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
    this.webChats.remove();
    await this.clock.settle();
    this.#stopListening();
    this.page.uninstall();
    this.clock.uninstall();
    Cookies.remove(USER_COOKIE);
    sessionStorage.clear();
    document.body.replaceChildren();
  }

  #onChanged(error: unknown, isUserKnown: boolean): void {
    const status = isSecureWebChatError(error) ? (error.status ?? 0) : 0;
    const isOvertaken = isSecureWebChatError(error) && error.code !== 'LOGOUT_FAILED' && !error.cause && status === 0;
    if (status >= 400 && status < 500) return;
    // If nothing tells users apart, the SDK has to believe a logout that the backend confirms.
    if (!error && !isUserKnown && this.#setting.style === 'neither') {
      this.#lines.becomes({ ...this.endpoints.person, user: null });
    }
    this.#lines.changed(this.endpoints.told, this.endpoints.person);
    if (!error && !isOvertaken) this.client.isUserKnown = isUserKnown;
  }

  async #finish(name: string, work: () => Promise<unknown>): Promise<void> {
    let isOver = false;
    this.call(name, work, (error) => {
      isOver = true;
      if (error) this.judge.refuse(`in the end ${name} failed: ${inspect(error)}`);
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
    const { sub } = this.endpoints.person;
    const expected = `Your user ID is ${sub}${customUserID && ` and your custom user ID is ${customUserID}`}.`;
    if (answer !== expected) throw new Violation(`in the end the assistant said ${inspect(answer)}, not ${expected}`);
    if (this.client.chat.getState().subject !== sub) throw new Violation('in the end the state names another subject');
  }

  #create(): Client {
    const traffic: Traffic = {
      isDestroyed: false,
      requests: 0,
      asked: { login: 0, logout: 0 },
      called: { login: 0, logout: 0 },
    };
    const { prefetchToken, conversationAfterLogout } = this.#setting;
    const chat = new SecureWebChat({
      webChat: { ...IBM, onLoad: (instance) => this.#onLoad(instance as unknown as Chat['instance']) },
      ...this.endpoints.of(traffic),
      prefetchToken,
      conversationAfterLogout,
    });
    chat.on('error', (error) => {
      this.judge.hear(error);
      if (traffic.isDestroyed) this.judge.refuse('an error was told after destroy()');
    });
    const client: Client = Object.assign(traffic, {
      chat,
      told: chat.getState(),
      isUserKnown: false,
      duringChange: [],
    });
    chat.on('change', (state, previous) => {
      if (client.told.phase === 'destroyed') this.judge.refuse(`the state changed to ${state.phase} after destroy()`);
      if (previous !== client.told) this.judge.refuse('changes of the state were told out of order');
      client.told = state;
      for (const work of client.duringChange.splice(0)) work();
    });
    return client;
  }

  #onLoad(instance: Chat['instance']): void {
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
        await this.clock.fewTurns();
      },
    });
  }

  #look(): void {
    const { chat, isDestroyed, told } = this.client;
    if (told !== chat.getState()) this.judge.refuse('a change of the state was not told');
    if (this.#pending > 0) this.#lines.postpone();
    const { live } = this.webChats;
    this.webChats.expectHandlersInTime();
    const { phase, subject } = chat.getState();
    if (isDestroyed !== (phase === 'destroyed')) this.judge.refuse(`the phase is ${phase} after destroy()`);
    if (live.length > 1) this.judge.refuse('two web chats were on the page');
    if (phase === 'ready') this.webChats.expectAgreement(chat.instance, subject);
    for (const each of live) this.#lines.expectOwn(each.transcript, userOf(each), this.endpoints.person);
  }

  #expectNothingLeft(toleranceMs: number): void {
    const { isDestroyed, requests } = this.client;
    if (!isDestroyed) return;
    const late = this.clock.pageTimersMs.filter((ms) => ms > toleranceMs || toleranceMs === 0);
    if (late.length > 0) this.judge.refuse(`timers outlived destroy(): ${late} ms`);
    const listeners = [...this.page.listeners.values()];
    if (listeners.length > 0) this.judge.refuse(`listeners outlived destroy(): ${listeners}`);
    if (requests > 0) this.judge.refuse('a token request outlived destroy()');
  }
}
