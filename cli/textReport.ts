/**
 * The report as text, for people: one line for each finding. Below a problem stand its remedy and a
 * link.
 */
import util from 'node:util';
import type { Finding } from './check.js';
import { withoutControls } from './controls.js';
import type { Report } from './report.js';

const STYLES = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const;
type Style = (typeof STYLES)[keyof typeof STYLES] | 'bold';
type Paint = (style: Style, text: string) => string;

export function toText({ endpoint, groups, count }: Report, hasColors: boolean): string {
  // Node 18 has no styleText. Newer versions would check the terminal unless told not to.
  const paint: Paint = (style, text) =>
    hasColors && util.styleText ? util.styleText(style, text, { validateStream: false }) : text;
  const blocks = groups.flatMap(({ title, findings }) => {
    const lines = findings.flatMap((finding) => linesOf(finding, paint));
    return lines.length > 0 ? [[paint('bold', title), ...lines].join('\n')] : [];
  });
  const told = [
    paint(STYLES.pass, `${count.pass} pass`),
    paint(count.warn ? STYLES.warn : 'dim', `${count.warn} warn`),
    paint(count.fail ? STYLES.fail : 'dim', `${count.fail} fail`),
  ];
  const skipped = skippedLines(groups.flatMap(({ findings }) => findings)).map((line) => paint('dim', line));
  return withOurColors([`Checked ${endpoint}`, ...blocks, ...skipped, told.join(', ')].join('\n\n'));
}

function linesOf({ outcome, title, reason, remedy, link }: Finding, paint: Paint): string[] {
  if (outcome === 'skip') return [];
  const line = `  ${paint(STYLES[outcome], outcome)}  ${title}: ${reason}`;
  return outcome === 'pass' ? [line] : [line, `        ${remedy}`, `        ${paint('dim', link)}`];
}

/** The checks that could not run, grouped by their reason. */
function skippedLines(findings: readonly Finding[]): string[] {
  const skipped = findings.filter(({ outcome }) => outcome === 'skip');
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const ids = skipped.filter((finding) => finding.reason === reason).map(({ id }) => id);
    return `Not checked (${reason}): ${ids.join(', ')}`;
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours need the escape character.
const COLOR = /(\x1b\[\d{1,2}m)/;

/** Removes all control characters except our own colours. */
function withOurColors(text: string): string {
  const parts = text.split(COLOR);
  return parts.map((part, index) => (index % 2 ? part : withoutControls(part))).join('');
}
