/**
 * Writes the reports of the public API, `etc/*.api.md`, from the built types. `npm run api` updates
 * them. A test compares them with the types.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The name of each report, and the types that it is made from. */
const REPORTS = {
  'secure-web-chat': 'dist/index.d.ts',
  'script-tag': 'dist/script-tag.d.ts',
  react: 'dist/react.d.ts',
  server: 'dist/server.d.ts',
  testing: 'dist/testing.d.ts',
  'testing-browser': 'dist/testing-browser.d.ts',
};
/** An import of the package by its name gets the built types. */
const CONFIG = {
  extends: path('../tsconfig.json'),
  compilerOptions: { paths: { 'secure-web-chat': [path('../dist/index.d.ts')] } },
  include: [],
};
const SILENT = { default: { logLevel: 'none' } };

/** @returns {string[]} the complaints of the extractor */
export function writeReports(reportFolder) {
  const reportTempFolder = mkdtempSync(join(tmpdir(), 'secure-web-chat-api-'));
  const complaints = [];
  try {
    for (const [name, entry] of Object.entries(REPORTS)) {
      const config = ExtractorConfig.prepare({
        packageJsonFullPath: path('../package.json'),
        configObject: {
          projectFolder: path('..'),
          mainEntryPointFilePath: path(`../${entry}`),
          compiler: {
            overrideTsconfig: { ...CONFIG, files: [path(`../${entry}`)] },
          },
          apiReport: {
            enabled: true,
            // The types of the page's globals and of the binding are made of those of the chat, which have a report of their own.
            includeForgottenExports: !['react', 'script-tag', 'testing-browser'].includes(name),
            reportFileName: `${name}.api.md`,
            reportFolder,
            reportTempFolder,
          },
          messages: {
            extractorMessageReporting: { ...SILENT, 'ae-wrong-input-file-type': { logLevel: 'error' } },
            tsdocMessageReporting: SILENT,
          },
        },
      });
      Extractor.invoke(config, {
        localBuild: true,
        messageCallback(message) {
          if (message.logLevel === 'error') complaints.push(message.text);
          message.handled = true;
        },
      });
    }
  } finally {
    rmSync(reportTempFolder, { recursive: true });
  }
  return complaints;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const complaints = writeReports(path('.'));
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}
