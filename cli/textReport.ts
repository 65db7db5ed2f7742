/** Owns the report for people: one line for each finding, with the remedy and a link below it where something is amiss. */
import { styleText } from 'node:util';
import type { Finding } from './check.js';
import type { Report } from './report.js';

type Style = Parameters<typeof styleText>[0];
const STYLES = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' } as const;

export function toText({ endpoint, groups, count }: Report, hasColors: boolean): string {
  const paint = (style: Style, text: string) => (hasColors ? styleText(style, text) : text);
  const blocks = groups.map(({ title, findings }) =>
    [paint('bold', title), ...findings.flatMap((finding) => linesOf(finding, paint))].join('\n'),
  );
  const told = [
    paint(STYLES.pass, `${count.pass} pass`),
    paint(count.warn ? STYLES.warn : 'dim', `${count.warn} warn`),
    paint(count.fail ? STYLES.fail : 'dim', `${count.fail} fail`),
    paint('dim', `${count.skip} not checked`),
  ];
  return withoutControls([`Checked ${endpoint}`, ...blocks, told.join(', ')].join('\n\n'));
}

function linesOf({ outcome, title, reason, remedy, link }: Finding, paint: (style: Style, text: string) => string) {
  if (outcome === 'skip') return [paint('dim', `  -     ${title}: not checked, ${reason}`)];
  const line = `  ${paint(STYLES[outcome], outcome)}  ${title}: ${reason}`;
  return outcome === 'pass' ? [line] : [line, `        ${remedy}`, `        ${paint('dim', link)}`];
}

/** What a backend answers could otherwise steer the terminal; only our own colours stay. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text.replace(/(\x1b\[\d{1,2}m)|[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, (_found, color?: string) => color ?? '');
}
