/** Serves one file of the project. */
import { basename, dirname } from 'node:path';
import type { RequestHandler } from 'express';
import type { SendFileOptions } from 'express-serve-static-core';

export function serveFile(path: string, options: SendFileOptions = {}): RequestHandler {
  // Express checks only the part of the path below the root for leading dots. It refuses other
  // paths that contain one.
  return (_request, response) => response.sendFile(basename(path), { ...options, root: dirname(path) });
}
