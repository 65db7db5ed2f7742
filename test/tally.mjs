// Prints the omissions of a run of Vitest at its end, and how many tests passed, failed and were
// skipped.
export default class Tally {
  #leftOut = new Set();

  onUserConsoleLog({ content }) {
    for (const line of content.match(/^LEFT OUT: .*/gm) ?? []) this.#leftOut.add(line);
  }

  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
    }
    const { passed, failed, skipped } = count;
    const lines = ['', ...this.#leftOut, `${passed} passed, ${failed} failed, ${skipped} skipped`, ''];
    process.once('exit', () => process.stdout.write(lines.join('\n')));
  }
}
