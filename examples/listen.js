/** Starts an Express app at a port, and stops it. */

/**
 * @typedef {object} Listening
 * @property {string} url
 * @property {() => Promise<void>} close Also ends connections that browsers keep open.
 */

/**
 * @param {import('express').Express} app
 * @param {object} at
 * @param {number} at.port 0 for any free port.
 * @param {string} at.host
 * @param {number} [at.graceMs] How long `close` waits for the answers to open requests.
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
    // After an answer, a connection would stay open for the next request.
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
  const message = `Could not start because port ${port} is in use; stop the program that uses it, or set PORT to another port.`;
  return new Error(message, { cause: error });
}
