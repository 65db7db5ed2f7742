import { createTokenEndpoint } from './issuer.mjs';

const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: createTokenEndpoint(Bun.env) });
console.log(`port ${port}`);
