/** Runs the checker in this process, with the arguments of the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseCommandLine } from '../../../cli/commandLine.js';
import { checkBackend, type Report } from '../../../cli/report.js';
import { signing } from '../keys.js';

/** A folder that exists until the end of the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writePublicKey(): string {
  const file = join(openFolder(), 'public.pem');
  writeFileSync(file, signing.publicKey.export({ type: 'spki', format: 'pem' }));
  return file;
}

export function check(args: readonly string[], credentials: object | string = {}): Promise<Report> {
  const text = typeof credentials === 'string' ? credentials : JSON.stringify(credentials);
  const command = parseCommandLine(['check', ...args], { SECURE_WEB_CHAT_LOGIN_BODY: text });
  if (command.name !== 'check') throw new Error('It is another command.');
  return checkBackend(command.settings);
}

export const findingsIn = ({ groups }: Report) => groups.flatMap(({ findings }) => findings);

/** The IDs of the checks with this outcome. */
export const idsWith = (report: Report, outcome: 'pass' | 'warn' | 'fail' | 'skip') =>
  findingsIn(report).flatMap((finding) => (finding.outcome === outcome ? finding.id : []));
