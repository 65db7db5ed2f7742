/** Owns which web chat the statements are about: the simulator, or IBM's, which `npm run test:engine` asks for. */
const isIBM = process.env['WEB_CHAT'] === 'ibm';

export const { startWebChat } = isIBM ? await import('../engine/webChat.js') : await import('./simulator.js');
