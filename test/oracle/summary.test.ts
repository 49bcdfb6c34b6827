/**
 * The engine without Go and without module cache against go/types, on a slice of a module that uses the standard library
 * widely. Needs a Go installation, and the module from its cache or the proxy; `types.ts -summary` compares any module.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findGoroot } from './goast-compare.js';
import { compareWithSummary } from './summary-compare.js';
import { buildMaptypes } from './types-compare.js';

const module = 'golang.org/x/tools@v0.52.0';
const packages = ['./go/ssa/...', './go/packages/...', './go/callgraph/...', './godoc/...'];

describe.skipIf(findGoroot() === undefined)('with the summary only', () => {
  it('go/types says no more of what depends on module and library', { timeout: 300_000 }, ({ skip }) => {
    const { stdout } = spawnSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
    const { Dir: dir, Error: error } = JSON.parse(stdout) as { readonly Dir?: string; readonly Error?: string };
    if (dir === undefined) return skip(`${module}: ${error ?? 'no folder'}`);
    const result = compareWithSummary(buildMaptypes(), dir, packages);
    expect(result.differences.filter((line) => line.startsWith('wrong'))).toEqual([]);
    expect(result.found / result.expected).toBeGreaterThan(0.99);
    expect(result.expected).toBeGreaterThan(500);
  });
});
