/**
 * A release: `node build/release.mjs prepare 1.2.3` writes the version wherever it stands, and
 * `check v1.2.3`, which the release job runs, fails if anything is not of this build.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const SCRIPT = 'secure-web-chat.iife.min.js';
/** The tag of the README, with its exact version and the hash of the file. */
const TAG = /(npm\/secure-web-chat@)\d+\.\d+\.\d+(\/dist\/secure-web-chat\.iife\.min\.js"\s+integrity=")[^"]*(")/;

/** @param {string} readme @param {string} version @param {string} integrity */
export function stampReadme(readme, version, integrity) {
  if (!TAG.test(readme)) throw new Error('README.md has no script tag with an exact version and integrity.');
  return readme.replace(TAG, (_, before, between, after) => before + version + between + integrity + after);
}

/**
 * Moves the unreleased changes into the section of the version.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date such as 2027-01-31
 */
export function stampChangelog(changelog, version, date) {
  if (changelog.includes(`## [${version}]`)) return changelog;
  const repository = 'https://github.com/secure-web-chat/secure-web-chat';
  return changelog
    .replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`)
    .replace(/^\[Unreleased\]: .*$/m, (line) => `${line}\n[${version}]: ${repository}/releases/tag/v${version}`);
}

/**
 * @param {{ tag: string, version: string, integrity: string, readme: string, changelog: string }}
 * release
 * @returns {string[]} the faults
 */
export function faultsOf({ tag, version, integrity, readme, changelog }) {
  return [
    tag !== `v${version}` && `The tag is ${tag}, and package.json says ${version}.`,
    !changelog.includes(`## [${version}]`) && `CHANGELOG.md has no section for ${version}.`,
    stampReadme(readme, version, integrity) !== readme &&
      `The script tag in README.md is not of this build, which is ${version} with ${integrity}.`,
  ].filter((fault) => fault !== false);
}

const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
const integrityOfBuild = () => JSON.parse(read('dist/sri.json'))[SCRIPT];

/** @param {string} version */
function prepare(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error('Name the version, such as 1.2.3.');
  execFileSync('npm', ['version', version, '--no-git-tag-version', '--allow-same-version'], { stdio: 'inherit' });
  execFileSync('npm', ['run', 'build'], { stdio: 'inherit' });
  writeFileSync('README.md', stampReadme(read('README.md'), version, integrityOfBuild()));
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync('CHANGELOG.md', stampChangelog(read('CHANGELOG.md'), version, today));
  console.log(`Ready. Look at the changes, commit them, and push the tag v${version}.`);
}

/** @param {string} tag */
function check(tag) {
  const { version } = JSON.parse(read('package.json'));
  const [readme, changelog] = [read('README.md'), read('CHANGELOG.md')];
  const faults = faultsOf({ tag, version, integrity: integrityOfBuild(), readme, changelog });
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , command, argument = ''] = process.argv;
  if (command === 'prepare') prepare(argument);
  else if (command === 'check') check(argument);
  else throw new Error('There are `prepare <version>` and `check <tag>`.');
}
