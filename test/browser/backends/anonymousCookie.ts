/** The anonymous ID of these backends: a cookie of 45 days, as in IBM's tutorial. */
import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';

export function anonymousID(request: Request, response: Response): string {
  const id = request.cookies['ANONYMOUS-USER-ID'] ?? `anon-${randomUUID()}`;
  response.cookie('ANONYMOUS-USER-ID', id, { httpOnly: true, maxAge: 45 * 24 * 60 * 60 * 1000 });
  return id;
}
