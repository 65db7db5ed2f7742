/** The token endpoint as a site writes it. It uses nothing that belongs to one runtime only. */
import { createTokenIssuer } from '../../../dist/server.js';

/** @param {Record<string, string | undefined>} env */
export function createTokenEndpoint({ SIGNING_KEY = '', IBM_PUBLIC_KEY = '', COOKIE_SECRET = '' }) {
  const issuer = createTokenIssuer({
    signingKey: SIGNING_KEY,
    payloadKey: IBM_PUBLIC_KEY,
    cookieSecret: COOKIE_SECRET,
  });
  return issuer.handler((request) => {
    const isCade = request.headers.get('cookie')?.includes('SESSION=cade');
    return isCade ? { sid: 'sid-of-cade', customerID: 'cade-id', payload: { name: 'Cade '.repeat(100) } } : null;
  });
}
