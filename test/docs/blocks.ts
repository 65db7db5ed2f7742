/** The code blocks of the guides, each with its language and file name. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import markdownIt from 'markdown-it';

export const root = join(import.meta.dirname, '../../');

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Its page and line, as `docs/react.md:12`. */
  readonly place: string;
  /**
   * The path to save it under: beside its page, under the name in its first line (`// chat.ts`) if
   * it has one.
   */
  readonly file: string;
}

export interface Guide {
  /** From the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
}

/** The README, and all there is in `docs`. */
export function readGuides(): Guide[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
  return ['README.md', 'examples/backend/README.md', ...docs.filter((path) => path.endsWith('.md')).sort()].map(
    (path) => ({ path, blocks: readBlocks(path) }),
  );
}

const markdown = markdownIt();

function readBlocks(path: string): Block[] {
  const fences = markdown
    .parse(readFileSync(join(root, path), 'utf8'), {})
    .filter(({ type }) => type === 'fence' || type === 'code_block');
  return fences.map(({ info, content, map }) => {
    const line = (map?.[0] ?? 0) + 1;
    const language = info.trim();
    const [, name = `block-${line}.${language}`] = /^(?:\/\/|<!--) ([\w./+-]+\.\w+)(?: -->)?\n/.exec(content) ?? [];
    return { language, text: content, place: `${path}:${line}`, file: join(root, dirname(path), name) };
  });
}
