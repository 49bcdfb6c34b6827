/** The engine's types against go/types, on packages that use maps in many ways. Needs a Go installation. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGoroot } from './goast-compare.js';
import { buildMaptypes, compareTypes } from './types-compare.js';

const goroot = findGoroot();
const packages = [
  './net/http',
  './encoding/json',
  './maps',
  './slices',
  './reflect',
  './text/template/...',
  './go/types',
];

describe.skipIf(goroot === undefined)('go/types', () => {
  it('says the same of every expression and definition', { timeout: 120_000 }, async () => {
    const result = await compareTypes(buildMaptypes(), join(goroot!, 'src'), packages, {
      tests: true,
      all: true,
    });
    expect(result.differences).toEqual([]);
    expect(result.skipped).toEqual([]);
    expect(result.found).toBe(result.expected);
    expect(result.expected).toBeGreaterThan(50_000);
  });
});
