/**
 * One page in WebKitGTK's inspector. A page is one process after another, and each process is a
 * target of its own.
 */

type Params = Record<string, unknown>;

/** A message to a page or to its processes. The protocol defines the form of each answer. */
export interface Message {
  id?: number;
  method?: string;
  params?: Params;
  result?: unknown;
  error?: { message: string };
}

interface Target {
  targetId: string;
  isProvisional?: boolean;
  isPaused?: boolean;
}

interface RemoteObject {
  objectId?: string;
  value?: unknown;
  description?: string;
}

export class InspectedPage {
  readonly #post: (message: Message) => void;
  readonly #waiting = new Map<number, { target: string; resolve(answer: Message): void }>();
  readonly #listeners = new Map<string, (params: never) => void>();
  readonly #settings = new Map<string, Params>();
  #target = '';
  #begin = () => {};
  #lastID = 0;

  constructor(post: (message: Message) => void) {
    this.#post = post;
  }

  /** Waits until the page exists. */
  async start(): Promise<void> {
    const isThere = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    // At this time, the settings apply before any code of the page runs.
    this.#post({ id: ++this.#lastID, method: 'Target.setPauseOnStart', params: { pauseOnStart: true } });
    await isThere;
  }

  on<Told>(method: string, listener: (params: Told) => void): void {
    this.#listeners.set(method, listener);
  }

  /** For as long as the page is there. */
  async set(method: string, params: Params = {}): Promise<void> {
    this.#settings.set(method, params);
    await this.send(method, params);
  }

  send<Result>(method: string, params: Params = {}): Promise<Result> {
    return this.#send<Result>(this.#target, method, params);
  }

  /** Runs in the page, even against its content security policy. */
  async evaluate(expression: string): Promise<unknown> {
    const target = this.#target;
    const started = await this.#send<{ result: RemoteObject }>(target, 'Runtime.evaluate', {
      expression: `(async () => { return ${expression} })()`,
    });
    const settled = { promiseObjectId: started.result.objectId, returnByValue: true };
    const { result, wasThrown } = await this.#send<{ result: RemoteObject; wasThrown?: boolean }>(
      target,
      'Runtime.awaitPromise',
      settled,
    );
    if (wasThrown) throw new Error(result.description);
    return result.value;
  }

  receive({ id, error, method, params }: Message): void {
    if (method === 'Target.dispatchMessageFromTarget') this.#receive(JSON.parse(String(params?.['message'])));
    else if (method === 'Target.targetCreated') void this.#greet(params?.['targetInfo'] as Target);
    else if (method === 'Target.didCommitProvisionalTarget') this.#target = String(params?.['newTargetId']);
    else if (method === 'Target.targetDestroyed') this.giveUp(String(params?.['targetId']));
    // Handles only a failure, because the confirmation that the message was delivered is not its
    // answer.
    else if (id && error) this.#settle(id, { error });
  }

  /** @param targetID the target; by default all targets */
  giveUp(targetID?: string): void {
    for (const [id, { target }] of this.#waiting) {
      if (!targetID || target === targetID) this.#settle(id, { error: { message: 'the page has gone' } });
    }
  }

  async #greet({ targetId, isProvisional, isPaused }: Target): Promise<void> {
    if (!isProvisional) this.#target = targetId;
    const settings = [...this.#settings].map(([method, params]) => this.#send(targetId, method, params));
    // A target that has disappeared accepts no settings.
    await Promise.allSettled(settings);
    if (isPaused) this.#post({ id: ++this.#lastID, method: 'Target.resume', params: { targetId } });
    this.#begin();
  }

  async #send<Result>(targetId: string, method: string, params: Params): Promise<Result> {
    const id = ++this.#lastID;
    const message = JSON.stringify({ id, method, params });
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, { target: targetId, resolve }));
    // The outer message has the number of the inner one, so that a failure of either reaches the
    // caller.
    this.#post({ id, method: 'Target.sendMessageToTarget', params: { targetId, message } });
    const { error, result } = await answer;
    if (error) throw new Error(`WebKit refused ${method}: ${error.message}`);
    return result as Result;
  }

  #receive(message: Message): void {
    if (message.id) this.#settle(message.id, message);
    else this.#listeners.get(message.method ?? '')?.(message.params as never);
  }

  #settle(id: number, answer: Message): void {
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}
