/**
 * The compiler as a reader of the guides has it: strict, with the built package, and with files
 * that are not on the disk.
 */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from './blocks.js';

const SETTINGS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.ESNext,
  // Finds `secure-web-chat` by the package's own `exports`, as from anywhere inside it.
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  // Needed for the decorators of Angular.
  experimentalDecorators: true,
  allowJs: true,
  checkJs: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};

const CONTEXT = [
  'test/docs/context.d.ts',
  // The compiled form of a Svelte component uses these types.
  'node_modules/svelte2tsx/svelte-shims-v4.d.ts',
  'node_modules/svelte2tsx/svelte-jsx-v4.d.ts',
].map((path) => join(root, path));
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * @returns the complaints of the compiler about the files; the files see each other and the disk
 */
export function complaints(files: ReadonlyMap<string, string>): string[] {
  const host = ts.createCompilerHost(SETTINGS);
  const { getSourceFile, fileExists, readFile } = host;
  // A folder, like the files in it, may not exist on the disk.
  delete host.directoryExists;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...how) => {
    if (files.has(name)) return getSourceFile(name, ...how);
    // Files on the disk are parsed once, because parsing takes most of the time.
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, ...how));
    return parsed.get(name);
  };
  const program = ts.createProgram([...files.keys(), ...CONTEXT], SETTINGS, host);
  return [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map(({ start = 0, code, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${relative(root, name)}:${line} TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
