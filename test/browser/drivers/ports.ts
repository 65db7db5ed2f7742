/** The ports on which started programs listen. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { appears } from './appears.js';

const HOST = '127.0.0.1';
/** On this machine too, and nothing else listens there. */
const HOST_OF_RESERVATIONS = '127.0.0.2';
/** Lower than the ports that the system gives to programs that ask for any port. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

/**
 * Returns a port for a program that is about to start. This process returns each port only once.
 * Otherwise two browsers could share a port, and two scenarios would control the same browser.
 */
export async function reservePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (!(await listen(port, HOST_OF_RESERVATIONS))) continue;
    const server = await listen(port, HOST);
    if (!server) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** @returns null if another program listens on the port */
async function listen(port: number, host: string): Promise<Server | null> {
  const server = createServer().listen(port, host).unref();
  return once(server, 'listening').then(
    () => server,
    () => null,
  );
}

/** Waits until a program listens on the port. */
export function connectTo(port: number): Promise<Socket> {
  return appears(`program that listens on port ${port}`, async () => {
    const socket = connect(port, HOST);
    return once(socket, 'connect').then(
      () => socket,
      () => null,
    );
  });
}
