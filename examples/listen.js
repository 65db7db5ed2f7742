/** An Express app on a port, and its end. */

/**
 * @typedef {object} Listening
 * @property {string} url
 * @property {() => Promise<void>} close Also ends connections that browsers keep open.
 */

/**
 * @param {import('express').Express} app
 * @param {{ port: number, host: string }} at
 * @returns {Promise<Listening>}
 */
export function listen(app, { port, host }) {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error) => {
      if (error) return reject(explain(error, port));
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ url: `http://${host}:${address.port}`, close: () => close(server) });
    });
  });
}

/** @param {import('node:http').Server} server */
function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve(undefined));
    server.closeAllConnections();
  });
}

/**
 * @param {Error & { code?: string }} error
 * @param {number} port
 */
function explain(error, port) {
  if (error.code !== 'EADDRINUSE') return error;
  const message = `Could not start because port ${port} is taken; end what uses it, or set PORT to another one.`;
  return new Error(message, { cause: error });
}
