/** Owns which web chat the statements are about: the simulator, or IBM's, which `npm run test:engine` asks for. */
const isIBM = process.env['WEB_CHAT'] === 'ibm';

export const { startWebChat } = isIBM ? await import('../engine/ibmWebChat.js') : await import('./simulatorWebChat.js');
