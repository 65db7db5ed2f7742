/**
 * A proxy between the browser and a server: it injects the faults of a test, and records the
 * answers.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';

export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
  /** `Set-Cookie`, whole lines. */
  readonly cookies: readonly string[];
}

export class Front {
  readonly answered: Answered[] = [];
  readonly #faults = new Map<string, RequestHandler>();

  /** To stand before everything else. */
  readonly handle = (request: Request, response: Response, next: NextFunction): void => {
    this.#record(request, response);
    const fault = [...this.#faults].find(([path]) => request.path.endsWith(path))?.[1];
    // A preflight request does not count as a request.
    if (fault && request.method !== 'OPTIONS') void fault(request, response, next);
    else next();
  };

  /**
   * Injects the fault from now on.
   * @returns a function that ends the fault
   */
  break(path: string, fault: RequestHandler): () => void {
    this.#faults.set(path, fault);
    return () => void this.#faults.delete(path);
  }

  #record({ method, path }: Request, response: Response): void {
    const end = response.end;
    response.end = ((...answer: unknown[]) => {
      const [body] = answer;
      const text = typeof body === 'string' || Buffer.isBuffer(body) ? String(body) : '';
      const cookies = [response.getHeader('set-cookie') ?? []].flat().map(String);
      this.answered.push({ method, path, status: response.statusCode, body: text, cookies });
      return end.apply(response, answer as never);
    }) as typeof end;
  }
}

/** The server answers that it is unavailable. */
export const unavailable: RequestHandler = (_request, response) => void response.status(503).end('not now');

/** The assistant refuses the token, so web chat requests another one. */
export const tokenExpired: RequestHandler = (_request, response) =>
  void response.status(401).set('Access-Control-Allow-Origin', '*').type('text').end('token expired');

/** The connection breaks before the server gets the request. */
export const unreachable: RequestHandler = (request) => void request.socket.destroy();

/** The server handles the request, and its response is lost. */
export const answerLost: RequestHandler = (request, response, next) => {
  response.end = () => {
    request.socket.destroy();
    return response;
  };
  next();
};

/** The server does not answer until it is released. Then it answers as usual. */
export function silence() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let heard = 0;
  const fault: RequestHandler = async (_request, _response, next) => {
    heard++;
    await released;
    next();
  };
  return { fault, release, heard: () => heard };
}

/** Injects the fault into the first few requests only. */
export function atFirst(times: number, fault: RequestHandler): RequestHandler {
  let left = times;
  return (request, response, next) => (left-- > 0 ? fault(request, response, next) : next());
}
