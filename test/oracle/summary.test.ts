/** The engine without Go and without module cache against go/types; `npm run oracle -- --summary` covers whole modules. */
import { describe, expect, it } from 'vitest';
import { corpora, folderOf, goVariables } from './corpora.js';
import { findGoroot } from './goast-compare.js';
import { compareWithSummary } from './summary-compare.js';
import { buildMaptypes } from './types-compare.js';

const packages = ['./go/ssa/...', './go/packages/...', './go/callgraph/...', './godoc/...'];

describe.skipIf(findGoroot() === undefined)('with the summary only', () => {
  it('go/types says no more of what depends on module and library', { timeout: 300_000 }, ({ skip }) => {
    let dir: string;
    try {
      dir = folderOf(corpora.find(({ name }) => name === 'tools')!);
    } catch (error) {
      return skip(String(error));
    }
    const result = compareWithSummary(buildMaptypes(), dir, packages, goVariables);
    expect(result.differences.filter((line) => line.startsWith('wrong'))).toEqual([]);
    expect(result.found / result.expected).toBeGreaterThan(0.99);
    expect(result.expected).toBeGreaterThan(500);
  });
});
