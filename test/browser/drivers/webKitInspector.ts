/**
 * The connection to WebKitGTK's inspector, which reports details of a page that WebDriver cannot.
 */
import type { Socket } from 'node:net';
import { connectTo } from './ports.js';
import { InspectedPage } from './webKitInspectedPage.js';

/** The only process, because all pages share it. */
const CONNECTION_ID = 1;
const LITTLE_ENDIAN = 1;
/** The length and the byte order of the data after the header. */
const HEADER_BYTES = 5;
/** The numbers of the connection and of the page, which precede each message. */
const IDS_BYTES = 16;

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

  /** @param id the number of the page, which WebKit tells only to WebDriver */
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
