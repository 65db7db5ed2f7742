/**
 * The web chat that the statements are about: the simulator, or IBM's own if `npm run test:engine`
 * asks for it.
 */
const isIBM = process.env['WEB_CHAT'] === 'ibm';

export const { startWebChat } = isIBM ? await import('../engine/ibmWebChat.js') : await import('./simulatorWebChat.js');
