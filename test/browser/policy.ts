/**
 * Content security policies as data: read from a guide, written as a header, with one allowance
 * more or less.
 */
import { readFileSync } from 'node:fs';

/** The sources that each directive allows, in their written order. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** The policies of the guide, as they stand there. */
export function policiesOfGuide(): string[] {
  const guide = readFileSync(new URL('../../docs/content-security-policy.md', import.meta.url), 'utf8');
  return [...guide.matchAll(/```csp\n(.*?)\n```/gs)].map(([, text = '']) => text);
}

export function parsePolicy(text: string): Policy {
  const lines = text.split(';').map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([directive = '', ...sources]) => [directive, sources]));
}

/** Writes one directive per line, beginning with `default-src`. */
export function writePolicy(policy: Policy): string {
  const directives = [...policy].map(([directive, sources]) => [directive, ...[...sources].sort()].join(' '));
  const rank = (line: string) => (line.startsWith('default-src') ? `0${line}` : `1${line}`);
  return directives.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).join(';\n');
}

export function allow(policy: Policy, directive: string, source: string): Policy {
  return new Map(policy).set(directive, [...(policy.get(directive) ?? []), source]);
}

/** Omits a directive without sources. `default-src` then applies. */
export function refuse(policy: Policy, directive: string, source: string): Policy {
  const others = policy.get(directive)?.filter((other) => other !== source) ?? [];
  const changed = new Map(policy).set(directive, others);
  if (others.length === 0) changed.delete(directive);
  return changed;
}
