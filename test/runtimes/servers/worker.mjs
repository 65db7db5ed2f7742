import { env } from 'cloudflare:workers';
import { createTokenEndpoint } from './issuer.mjs';

export default { fetch: createTokenEndpoint(env) };
