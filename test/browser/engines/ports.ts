/** Owns the ports on which started programs listen. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { appears } from './appears.js';

const HOST = '127.0.0.1';

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits for somebody to listen. */
export function connectTo(port: number): Promise<Socket> {
  return appears(`program that listens on port ${port}`, async () => {
    const socket = connect(port, HOST);
    return once(socket, 'connect').then(
      () => socket,
      () => null,
    );
  });
}
