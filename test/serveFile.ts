/** Hands out one file of the project. */
import { basename, dirname } from 'node:path';
import type { RequestHandler } from 'express';
import type { SendFileOptions } from 'express-serve-static-core';

export function serveFile(path: string, options: SendFileOptions = {}): RequestHandler {
  // Express looks for leading dots below the root alone, and refuses a path that has one.
  return (_request, response) => response.sendFile(basename(path), { ...options, root: dirname(path) });
}
