import { createTokenIssuer } from 'secure-web-chat/server';
import { findSession } from '../../session';

const issuer = createTokenIssuer({
  signingKey: process.env['SIGNING_KEY'] ?? '',
  payloadKey: process.env['IBM_PUBLIC_KEY'],
  cookieSecret: process.env['COOKIE_SECRET'] ?? '',
});

export const GET = issuer.handler(async () => {
  const session = await findSession();
  return session && { sid: session.id, customerID: session.userID, payload: { name: session.userName } };
});
