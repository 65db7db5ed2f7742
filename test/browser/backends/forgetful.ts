/**
 * The reference backend, but it loses the anonymous ID cookie now and then, as if a browser blocked
 * third-party cookies.
 */
import cookieParser from 'cookie-parser';
import express from 'express';
import { backend as referenceBackend } from './reference.js';

export function createForgetful() {
  let forgets = false;
  const backend = () =>
    express().use(
      cookieParser(),
      (request, _response, next) => {
        if (forgets && request.path === '/createJWT') {
          forgets = false;
          delete request.headers.cookie;
          request.cookies = {};
        }
        next();
      },
      referenceBackend(),
    );
  return {
    backend,
    /** The next token is for a browser without cookies. */
    forget() {
      forgets = true;
    },
  };
}
