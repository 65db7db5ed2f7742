/** Runs every check once, and collects the findings in groups. */
import { type Finding, judge } from './check.js';
import { anonymousCookieChecks } from './checks/anonymousCookie.js';
import { answerChecks } from './checks/answer.js';
import { loginChecks } from './checks/login.js';
import { logoutChecks } from './checks/logout.js';
import { misuseChecks } from './checks/misuse.js';
import { originChecks } from './checks/origin.js';
import { tokenChecks } from './checks/token.js';
import type { Settings } from './settings.js';
import { visitBackend } from './visit.js';

export const groups = [
  answerChecks,
  tokenChecks,
  anonymousCookieChecks,
  originChecks,
  loginChecks,
  misuseChecks,
  logoutChecks,
];

export interface Report {
  /** The method and address, without the query, which may hold a secret. */
  readonly endpoint: string;
  readonly groups: readonly { readonly title: string; readonly findings: readonly Finding[] }[];
  readonly count: Readonly<Record<Finding['outcome'], number>>;
}

/** @throws Unreachable if the checker cannot connect to the backend */
export async function checkBackend(settings: Settings): Promise<Report> {
  const visit = await visitBackend(settings);
  const count = { pass: 0, warn: 0, fail: 0, skip: 0 };
  const judged: Report['groups'][number][] = [];
  for (const { title, checks } of groups) {
    const findings = await Promise.all(checks.map((check) => judge(check, visit)));
    for (const { outcome } of findings) count[outcome] += 1;
    judged.push({ title, findings });
  }
  const { method, url } = settings.tokenEndpoint;
  return { endpoint: `${method} ${url.origin}${url.pathname}`, groups: judged, count };
}
