/** An Express app on a port, and its end. */

/**
 * @typedef {object} Listening
 * @property {string} url
 * @property {() => Promise<void>} close Also ends connections that browsers keep open.
 */

/**
 * @param {import('express').Express} app
 * @param {object} at
 * @param {number} at.port 0 for any free one.
 * @param {string} at.host
 * @param {number} [at.graceMs] How long `close` lets requests that are under way be answered.
 * @returns {Promise<Listening>}
 */
export function listen(app, { port, host, graceMs = 0 }) {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error) => {
      if (error) return reject(explain(error, port));
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ url: `http://${host}:${address.port}`, close: () => close(server, graceMs) });
    });
  });
}

/**
 * @param {import('node:http').Server} server
 * @param {number} graceMs
 * @returns {Promise<void>}
 */
function close(server, graceMs) {
  return new Promise((resolve) => {
    const end = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection whose request has just been answered would stay open for another one.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(end);
      clearInterval(sweep);
      resolve();
    });
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
