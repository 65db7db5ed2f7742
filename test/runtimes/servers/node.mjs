import { createServer } from 'node:http';
import { toNodeHandler } from '../../../dist/server.js';
import { createTokenEndpoint } from './issuer.mjs';

const server = createServer(toNodeHandler(createTokenEndpoint(process.env)));
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
