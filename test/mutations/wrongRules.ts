/** The rules of the session, each replaced by a wrong one. */
import * as rules from '../../src/identity/session.js';
import type { Rules } from '../unit/identity/sessionWalk.js';

export const WRONG_RULES: Partial<Record<keyof Rules, Partial<Rules>>> = {
  changeBegins: { changeBegins: (session) => session },
  changeHeard: { changeHeard: (session) => session },
  changeRefused: { changeRefused: (session) => session },
  loginUnclear: { loginUnclear: (session) => ({ ...session, pending: null }) },
  logoutUnclear: { logoutUnclear: (session) => ({ ...session, visitor: null, pending: null }) },
  returnBegins: { returnBegins: (session) => ({ ...session, pending: 'return' }) },
  tabLeft: { tabLeft: (session) => session },
  hideUntilCheck: { hideUntilCheck: (session) => session },
  checkBegins: { checkBegins: (session) => ({ ...session, visibility: 'visible', pending: null }) },
  tabReturned: { tabReturned: (session) => session },
  isWorthChecking: { isWorthChecking: () => false },
  messageSent: { messageSent: (session) => session },
  tokenCame: {
    tokenCame: (session, token) => ({ ...session, subject: token.subject, visibility: 'visible', pending: null }),
  },
  firstTokenCame: { firstTokenCame: (session, token, _matches, keep) => [rules.tokenCame(session, token, keep), true] },
  noTokenYet: { noTokenYet: (session) => ({ ...session, pending: null }) },
  checkFailed: { checkFailed: (session) => ({ ...session, pending: null, visibility: 'visible' }) },
  instanceEnded: { instanceEnded: (session) => ({ ...session, subject: null, owner: null }) },
  isHidden: { isHidden: (session) => session.visibility !== 'visible' },
  markOf: { markOf: () => null },
};
