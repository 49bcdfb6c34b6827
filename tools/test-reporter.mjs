/** A vitest reporter that writes counts, failures and skips with their reasons to the file in MAPGUARD_TEST_COUNTS. */
import { writeFileSync } from 'node:fs';

export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failures: unhandledErrors.map((error) => `unhandled: ${error.message}`), skips: [] };
    for (const module of modules) {
      for (const error of module.errors()) counts.failures.push(`${module.relativeModuleId}: ${error.message}`);
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) counts.failures.push(`${suite.fullName}: ${error.message}`);
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (result.state === 'passed') counts.passed++;
        else if (result.state === 'skipped') counts.skips.push(`${name}: ${result.note ?? 'no reason given'}`);
        else counts.failures.push(name);
      }
    }
    writeFileSync(process.env.MAPGUARD_TEST_COUNTS, JSON.stringify(counts));
  }
}
