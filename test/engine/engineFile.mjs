// The places of IBM's engine once it is bundled: ignored, like everything that is installed.
import { join } from 'node:path';

/** In one script, which any page or test can load. */
export const engineFile = join(import.meta.dirname, 'node_modules/.engine/WatsonAssistantChatEntry.js');

/** The same engine, minified and split into parts, as a site loads it. */
export const servedEngineFile = join(import.meta.dirname, 'node_modules/.engine/served/WatsonAssistantChatEntry.js');
