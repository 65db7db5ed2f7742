/** No public change goes unnoticed: the reports in `etc/` match the built types. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeReports } from '../../etc/report.js';
import { root } from './consumer.js';

const checkedIn = join(root, 'etc');
const reports = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.api.md'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

test('the reports in etc/ are up to date; after an intended change, run npm run api', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(writeReports(folder)).toEqual([]);
  expect(Object.keys(reports(folder))).toEqual([
    'react.api.md',
    'script-tag.api.md',
    'secure-web-chat.api.md',
    'server.api.md',
    'testing-browser.api.md',
    'testing.api.md',
  ]);
  expect(reports(checkedIn)).toEqual(reports(folder));
});
