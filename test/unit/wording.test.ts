// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folders with installed or built files. */
const NOT_OURS = /(^|\/)(node_modules|\.next|spa\/dist|frameworks\/copies)$/;
const SOURCE = /\.(c|m)?[jt]sx?$|\.(css|java|php|py)$/;
const COMMENT = /^\s*(\/\/|\/?\*|#(?!\w))/;
const MAX_COMMENT = 100;
/** A link cannot be wrapped, so it has a line of its own. */
const LINK_ALONE = /^\s*\* @see \[[^\]]+\]\(https:\S+\)$/;

/** Words and formulas that make a reader stop. Only their own tests may name them. */
const AVOIDED: Readonly<Record<string, RegExp>> = {
  'an old-fashioned word': /\b(whoever|anew|mend(s|ed|ing)?)\b/i,
  'a vague phrase': /\b(by itself|in place of|for ever)\b/i,
};
const AVOIDED_IN_COMMENTS: Readonly<Record<string, RegExp>> = {
  'a sentence that begins with "Where"': /(^\s*(\/\/|\/?\*+|#)|[.:;]) Where\b(?!.*\?)/,
  'the formula "Owns …"': /(^\s*(\/\/|\/?\*+|#)|[.]) Owns\b/,
};

const AVOIDED_IN_MESSAGES: Readonly<Record<string, RegExp>> = {
  'a reason without a noun': /(['"`]|\bbecause )(it|they) (is|are|was|were)\b/,
};

const lines = ['src', 'cli', 'examples', 'test']
  .flatMap((folder) => sourcesIn(join(root, folder)))
  .filter((file) => !/(wording|prose)\.test\.ts$/.test(file))
  .flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((text, index) => ({ text, at: `${relative(root, file)}:${index + 1}`, isComment: COMMENT.test(text) })),
  );

test(`no line of a comment is longer than ${MAX_COMMENT} columns, except a link`, () => {
  const long = lines
    .filter(({ text, isComment }) => isComment && text.length > MAX_COMMENT)
    .filter(({ text }) => !LINK_ALONE.test(text));
  expect(lines.filter(({ isComment }) => isComment).length).toBeGreaterThan(5000);
  expect(long.map(({ at }) => at)).toEqual([]);
});

test.each(Object.entries(AVOIDED))('no comment, message or name holds %s', (_what, avoided) => {
  expect(lines.filter(({ text }) => avoided.test(text)).map(({ at }) => at)).toEqual([]);
});

test.each(Object.entries(AVOIDED_IN_COMMENTS))('no comment holds %s', (_what, avoided) => {
  const found = lines.filter(({ text, isComment }) => isComment && avoided.test(text));
  expect(found.map(({ at }) => at)).toEqual([]);
});

test.each(Object.entries(AVOIDED_IN_MESSAGES))('no message holds %s', (_what, avoided) => {
  const found = lines.filter(({ text, at, isComment }) => !isComment && !at.startsWith('test') && avoided.test(text));
  expect(found.map(({ at }) => at)).toEqual([]);
});

test('the check distinguishes a wrong line from a correct one', () => {
  const isAvoided = (text: string) =>
    Object.values({ ...AVOIDED, ...AVOIDED_IN_COMMENTS, ...AVOIDED_IN_MESSAGES }).some((avoided) => avoided.test(text));
  const wrong = [
    '/** Owns the session. */',
    '// It ends. Where it does not, wait.',
    ' * The chat begins anew.',
    "'Could not use the token because it is empty; send one.'",
  ];
  const right = [
    '/** The session. */',
    '// It ends. If it does not, wait.',
    "const amended = 'the place where it is';",
    "'Could not use the token because its text is empty; send one.'",
  ];
  expect(wrong.filter(isAvoided)).toEqual(wrong);
  expect(right.filter(isAvoided)).toEqual([]);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.test(path) ? [] : sourcesIn(path);
    return entry.isFile() && SOURCE.test(entry.name) ? [path] : [];
  });
}
