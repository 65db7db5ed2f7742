/**
 * Logs one line of JSON for each request: the route, the result, and the time. It never logs who
 * sent the request, its values, or its answer.
 */

/** @import { NextFunction, Request, Response } from 'express' */

/** @param {import('pino').Logger} logger */
export function createRequestLog(logger) {
  /**
   * @param {Request} request
   * @param {Response} response
   * @param {NextFunction} next
   */
  return function logRequest(request, response, next) {
    const startedAt = performance.now();
    response.once('close', () => {
      const failure = response.locals['failure'];
      const line = {
        method: request.method,
        // Only known routes, because an unknown address may hold anything.
        route: request.route?.path,
        status: response.statusCode,
        // The visitor left before the answer was complete.
        ...(!response.writableFinished && { aborted: true }),
        durationMs: Math.round(performance.now() - startedAt),
      };
      if (failure) logger.error({ ...line, failure: describeFailure(failure) }, 'request failed');
      else logger.info(line, 'request answered');
    });
    next();
  };
}

/**
 * Takes only these members, because database drivers put the values of a query into others.
 *
 * @param {unknown} failure
 */
export function describeFailure(failure) {
  if (!(failure instanceof Error)) return { type: typeof failure };
  return { type: failure.name, code: 'code' in failure ? failure.code : undefined, stack: failure.stack };
}
