/** Broken files of the Go installation, and every 40th of the others; `robustness.ts` takes all. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTestGrammar } from '../support/buffer.js';
import { findGoroot, goFilesUnder } from './goast-compare.js';
import { checkFiles } from './robustness-check.js';

const goroot = findGoroot();

describe.skipIf(goroot === undefined)('any file', () => {
  it('is parsed and typed, and an error costs one declaration', { timeout: 240_000 }, async () => {
    const broken = ['test/fixedbugs', 'test/syntax', 'src/internal/types/testdata/fixedbugs'];
    const paths = broken.flatMap((folder) => goFilesUnder(join(goroot!, folder))).filter((_, i) => i % 4 === 0);
    const others = goFilesUnder(join(goroot!, 'src')).filter((_, i) => i % 80 === 0);
    const result = checkFiles(await loadTestGrammar(), [...paths, ...others]);
    expect(result.problems).toEqual([]);
    expect(result.rejected).toBeGreaterThan(10);
    expect(result.rightInRejected).toBeGreaterThan(20);
    expect(result.facts).toBeGreaterThan(10_000);
  });
});
