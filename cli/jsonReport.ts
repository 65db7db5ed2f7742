/** The report as JSON, for machines. */
import { escapeControls } from './controls.js';
import type { Report } from './report.js';

export function toJSON({ endpoint, count, groups }: Report, version: string): string {
  const findings = groups.flatMap(({ title: group, findings }) => findings.map((finding) => ({ group, ...finding })));
  return escapeControls(JSON.stringify({ version, endpoint, ok: count.fail === 0, count, findings }, null, 2));
}
