/** Owns the protocol of WebKitGTK's inspector, which tells of a page what WebDriver cannot: its requests, its console, and what is evaluated in it. */
import type { Socket } from 'node:net';
import { connectTo } from './ports.js';

/** The only one: all pages are of one process. */
const CONNECTION_ID = 1;
const LITTLE_ENDIAN = 1;
/** The length of what follows the header, and its byte order. */
const HEADER_BYTES = 5;
/** Of the connection and of the page, before each message. */
const IDS_BYTES = 16;

type Message = Record<string, unknown>;
interface Received extends Message {
  id?: number;
  error?: { message: string };
  method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: of whatever form the protocol gives it.
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same.
  result?: any;
}

interface Target {
  targetId: string;
  isProvisional?: boolean;
  isPaused?: boolean;
}

export class Inspector {
  readonly #socket: Socket;
  readonly #pages = new Map<number, InspectedPage>();
  #received = Buffer.alloc(0);

  /** Waits until the browser listens. */
  static async connect(port: number): Promise<Inspector> {
    return new Inspector(await connectTo(port));
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    // The browser ends the connection when it ends.
    socket.on('error', () => {});
    socket.on('close', () => this.#pages.forEach((page) => void page.giveUp()));
    socket.on('data', (data) => this.#receive(data));
    this.#send('SetupInspectorClient', Buffer.from('\0'));
  }

  /** @param id as WebKit counts its pages: it tells them to WebDriver alone */
  async inspect(id: number): Promise<InspectedPage> {
    const ids = Buffer.alloc(IDS_BYTES);
    ids.writeBigUInt64LE(BigInt(CONNECTION_ID));
    ids.writeBigUInt64LE(BigInt(id), IDS_BYTES / 2);
    const page = new InspectedPage((message) =>
      this.#send('SendMessageToBackend', Buffer.concat([ids, Buffer.from(`${JSON.stringify(message)}\0`)])),
    );
    this.#pages.set(id, page);
    this.#send('Setup', ids);
    await page.start();
    return page;
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(name: string, parameters: Buffer): void {
    const body = Buffer.concat([Buffer.from(`${name}\0`), parameters]);
    const header = Buffer.alloc(HEADER_BYTES, LITTLE_ENDIAN);
    header.writeUInt32BE(body.length);
    this.#socket.write(Buffer.concat([header, body]));
  }

  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    while (this.#received.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#received.readUInt32BE();
      if (this.#received.length < end) return;
      const body = this.#received.subarray(HEADER_BYTES, end);
      this.#received = this.#received.subarray(end);
      const name = body.toString('latin1', 0, body.indexOf(0));
      if (name === 'SendMessageToFrontend') this.#dispatch(body.subarray(name.length + 1));
    }
  }

  #dispatch(parameters: Buffer): void {
    const id = Number(parameters.readBigUInt64LE(IDS_BYTES / 2));
    this.#pages.get(id)?.receive(JSON.parse(parameters.toString('utf8', IDS_BYTES, parameters.length - 1)));
  }
}

/** A page is one process after another, each of which is a target of its own. */
export class InspectedPage {
  readonly #post: (message: Message) => void;
  readonly #waiting = new Map<number, { target: string; resolve(answer: Received): void }>();
  readonly #listeners = new Map<string, (params: Received['params']) => void>();
  readonly #settings = new Map<string, Message>();
  #target = '';
  #begin = () => {};
  #lastID = 0;

  constructor(post: (message: Message) => void) {
    this.#post = post;
  }

  /** Waits for the page to be there. */
  async start(): Promise<void> {
    const isThere = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    // So that what is set applies before anything of the page's own runs.
    this.#post({ id: ++this.#lastID, method: 'Target.setPauseOnStart', params: { pauseOnStart: true } });
    await isThere;
  }

  on(method: string, listener: (params: Received['params']) => void): void {
    this.#listeners.set(method, listener);
  }

  /** For as long as the page is there. */
  async set(method: string, params: Message = {}): Promise<void> {
    this.#settings.set(method, params);
    await this.send(method, params);
  }

  send(method: string, params: Message = {}): Promise<Received['result']> {
    return this.#send(this.#target, method, params);
  }

  /** Runs in the page, whatever its content security policy says. */
  async evaluate(expression: string): Promise<unknown> {
    const target = this.#target;
    const started = await this.#send(target, 'Runtime.evaluate', {
      expression: `(async () => { return ${expression} })()`,
    });
    const { result, wasThrown } = await this.#send(target, 'Runtime.awaitPromise', {
      promiseObjectId: started.result.objectId,
      returnByValue: true,
    });
    if (wasThrown) throw new Error(result.description);
    return result.value;
  }

  receive({ id, error, method, params }: Received): void {
    if (method === 'Target.dispatchMessageFromTarget') this.#receive(JSON.parse(params.message));
    else if (method === 'Target.targetCreated') void this.#greet(params.targetInfo);
    else if (method === 'Target.didCommitProvisionalTarget') this.#target = params.newTargetId;
    else if (method === 'Target.targetDestroyed') this.giveUp(params.targetId);
    // Only a failure: that the letter was delivered is not its answer.
    else if (id && error) this.#settle(id, { error });
  }

  /** @param targetID left out: all of them */
  giveUp(targetID?: string): void {
    for (const [id, { target }] of this.#waiting) {
      if (!targetID || target === targetID) this.#settle(id, { error: { message: 'the page has gone' } });
    }
  }

  async #greet({ targetId, isProvisional, isPaused }: Target): Promise<void> {
    if (!isProvisional) this.#target = targetId;
    const settings = [...this.#settings].map(([method, params]) => this.#send(targetId, method, params));
    // One that is gone again takes no settings.
    await Promise.allSettled(settings);
    if (isPaused) this.#post({ id: ++this.#lastID, method: 'Target.resume', params: { targetId } });
    this.#begin();
  }

  async #send(targetId: string, method: string, params: Message): Promise<Received['result']> {
    const id = ++this.#lastID;
    const message = JSON.stringify({ id, method, params });
    const answer = new Promise<Received>((resolve) => this.#waiting.set(id, { target: targetId, resolve }));
    // The envelope has the number of its letter, so that a failure of either comes to whoever waits.
    this.#post({ id, method: 'Target.sendMessageToTarget', params: { targetId, message } });
    const { error, result } = await answer;
    if (error) throw new Error(`WebKit refused ${method}: ${error.message}`);
    return result;
  }

  #receive(message: Received): void {
    if (message.id) this.#settle(message.id, message);
    else this.#listeners.get(message.method ?? '')?.(message.params);
  }

  #settle(id: number, answer: Received): void {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}
