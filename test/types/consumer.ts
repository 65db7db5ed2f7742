/** A project that uses the built package, as a consumer's compiler sees it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Consumer {
  readonly folder: string;
  /** The compiler's errors in the files, one line each. */
  complaints(files: Readonly<Record<string, string>>, options?: ts.CompilerOptions): string[];
  remove(): void;
}

/**
 * A folder with `node_modules/secure-web-chat`, which is found through the package's own `exports`.
 */
export function createConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'secure-web-chat-consumer-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'secure-web-chat'), 'dir');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }));
  return {
    folder,
    complaints(files, options = {}) {
      const names = Object.keys(files).map((name) => join(folder, name));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const settings = { ...STRICT, ...options };
      const program = ts.createProgram(names, settings, withSharedLibraries(ts.createCompilerHost(settings)));
      return ts.getPreEmitDiagnostics(program).map(describe);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The strict options of a careful consumer. The compiler also checks our declaration files. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipDefaultLibCheck: true,
  types: [],
  noEmit: true,
};

const libraries = new Map<string, ts.SourceFile | undefined>();

/** The libraries of the compiler are parsed once, because parsing takes most of the time. */
function withSharedLibraries(host: ts.CompilerHost): ts.CompilerHost {
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...how) => {
    if (!basename(name).startsWith('lib.')) return getSourceFile(name, ...how);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...how));
    return libraries.get(name);
  };
  return host;
}

function describe({ file, start = 0, code, messageText }: ts.Diagnostic): string {
  const line = file ? `${basename(file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1} ` : '';
  return `${line}TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
