// Owns where IBM's engine lies once it is bundled into one script: ignored, like everything that is installed.
import { join } from 'node:path';

export const engineFile = join(import.meta.dirname, 'node_modules/.engine/WatsonAssistantChatEntry.js');
