/**
 * A planted defect is found by the check that is there for it, and no other check fails or warns
 * without reason.
 */
import { expect, test } from 'vitest';
import { type Parts, startBrokenBackend } from '../brokenBackend.js';
import { check, findingsIn, idsWith, writePublicKey } from '../check.js';

export interface Defect {
  /**
   * The checks that must fail, and the checks that must warn. All others must pass or be skipped.
   */
  readonly fails?: readonly string[];
  readonly warns?: readonly string[];
  readonly parts: Partial<Parts>;
  readonly args?: readonly string[];
  /** The name of this machine in the address that the checker requests. */
  readonly host?: string;
}

/** Matches a title and a reason. Neither may begin with a pronoun whose noun is missing. */
const SENTENCES_WITH_SUBJECTS = /^(?!(it|its|they|there it)\b)\S.*: (?!(it|its|they)\b)\S/i;

/** @param defects the defects by name, which follows 'a backend that' */
export function testDefects(defects: Readonly<Record<string, Defect>>): void {
  test.each(Object.entries(defects))(
    'a backend that %s',
    async (_what, { fails = [], warns = [], parts, args = [], host = 'localhost' }) => {
      const url = (await startBrokenBackend(parts)).replace('localhost', host);
      const routes = ['--login', '/login', '--logout', '/logout', '--public-key', writePublicKey()];
      const report = await check([`${url}/token`, ...routes, ...args], {
        username: 'cade',
        password: 'secret-of-cade',
      });

      expect({ fail: idsWith(report, 'fail').sort(), warn: idsWith(report, 'warn').sort() }).toEqual({
        fail: [...fails].sort(),
        warn: [...warns].sort(),
      });
      for (const { outcome, title, reason, remedy, link } of findingsIn(report)) {
        expect(`${title}: ${reason}`).toMatch(SENTENCES_WITH_SUBJECTS);
        expect(link).toMatch(/docs\/backend-contract\.md#[a-z-]+$/);
        expect(remedy === undefined).toBe(outcome === 'pass' || outcome === 'skip');
      }
    },
  );
}
