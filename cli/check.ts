/** The shape of a check: its findings, and the section of the documentation that explains it. */
import { GUIDES } from '../src/version.js';
import type { IdentityToken } from './identityToken.js';
import type { LoginVisit, LogoutVisit } from './loginVisit.js';
import type { Visit } from './visit.js';

const HELP = `${GUIDES}backend-contract.md#`;

export interface Verdict {
  readonly outcome: 'pass' | 'warn' | 'fail' | 'skip';
  readonly reason: string;
  /** The remedy, if the remedy of the check itself does not fit. */
  readonly remedy?: string | undefined;
}

export interface Check {
  /** Also the anchor of the section about this check in `docs/backend-contract.md`. */
  readonly id: string;
  /** The expected behaviour, as a sentence with a subject. */
  readonly title: string;
  /** The remedy if the check fails or warns. */
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
/** The checker could not look at it. */
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
    visit.first.token ? look(visit.first.token, visit) : skip('there is no token to check');

export const withLogin =
  (look: (login: LoginVisit, visit: Visit) => Verdict): Check['run'] =>
  (visit) =>
    visit.login
      ? look(visit.login, visit)
      : skip(visit.settings.login ? 'there is no token to check' : 'the options --login and --login-body are missing');

export const withLogout = (look: (logout: LogoutVisit, login: LoginVisit, visit: Visit) => Verdict): Check['run'] =>
  withLogin((login, visit) => {
    if (login.logout) return look(login.logout, login, visit);
    return skip(visit.settings.logoutEndpoint ? 'the login failed' : 'the option --logout is missing');
  });
