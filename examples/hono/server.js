/**
 * The token endpoint in Hono. The session is the site's own; here it is a cookie that Hono signs.
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { getSignedCookie } from 'hono/cookie';
import { createTokenIssuer } from 'secure-web-chat/server';

const { SIGNING_KEY = '', IBM_PUBLIC_KEY, COOKIE_SECRET = '', SESSION_SECRET = '', PORT = '3001' } = process.env;
const issuer = createTokenIssuer({ signingKey: SIGNING_KEY, payloadKey: IBM_PUBLIC_KEY, cookieSecret: COOKIE_SECRET });
if (!SESSION_SECRET) throw new Error('Could not start because SESSION_SECRET is not set; set it.');
const app = new Hono();

app.all('/createJWT', (context) =>
  issuer.handler(async () => {
    const session = await getSignedCookie(context, SESSION_SECRET, 'SESSION');
    return session ? JSON.parse(session) : null;
  })(context.req.raw),
);

serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}/createJWT`));
