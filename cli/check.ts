/** The shape of a check: its findings, and the section of the documentation that explains it. */
import { GUIDES } from '../src/version.js';
import type { IdentityToken } from './identityToken.js';
import type { LoginVisit, LogoutVisit } from './loginVisit.js';
import type { Visit } from './visit.js';

const HELP = `${GUIDES}backend-contract.md#`;

export interface Verdict {
  readonly outcome: 'pass' | 'warn' | 'fail' | 'skip';
  readonly reason: string;
  /** Set if another section helps better than the check's own. */
  readonly remedy?: string | undefined;
}

export interface Check {
  /** The anchor of its section in `docs/backend-contract.md` too. */
  readonly id: string;
  readonly title: string;
  readonly remedy: string;
  run(visit: Visit): Verdict | Promise<Verdict>;
}

export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly Check[];
}

export interface Finding extends Verdict {
  readonly id: string;
  readonly title: string;
  readonly link: string;
}

export const pass = (reason: string): Verdict => ({ outcome: 'pass', reason });
export const warn = (reason: string, remedy?: string): Verdict => ({ outcome: 'warn', reason, remedy });
export const fail = (reason: string, remedy?: string): Verdict => ({ outcome: 'fail', reason, remedy });
/** It could not be looked at. */
export const skip = (reason: string): Verdict => ({ outcome: 'skip', reason });

export async function judge({ id, title, remedy, run }: Check, visit: Visit): Promise<Finding> {
  const verdict = await run(visit);
  const isFine = verdict.outcome === 'pass' || verdict.outcome === 'skip';
  const { outcome, reason } = verdict;
  return { id, title, outcome, reason, link: HELP + id, ...(!isFine && { remedy: verdict.remedy ?? remedy }) };
}

export const withToken =
  (look: (token: IdentityToken, visit: Visit) => ReturnType<Check['run']>): Check['run'] =>
  (visit) =>
    visit.first.token ? look(visit.first.token, visit) : skip('there is no token to look at');

export const withLogin =
  (look: (login: LoginVisit, visit: Visit) => Verdict): Check['run'] =>
  (visit) =>
    visit.login
      ? look(visit.login, visit)
      : skip(visit.settings.login ? 'there is no token to look at' : 'give --login and credentials');

export const withLogout = (look: (logout: LogoutVisit, login: LoginVisit, visit: Visit) => Verdict): Check['run'] =>
  withLogin((login, visit) => {
    if (login.logout) return look(login.logout, login, visit);
    return skip(visit.settings.logoutEndpoint ? 'the login failed' : 'give --logout');
  });
