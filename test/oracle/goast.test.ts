/** The batch parser against go/parser, on a part of the Go installation that takes seconds; `goast-all.ts` does it all. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { literals, wrongBodies, wrongFiles } from '../engine/syntax/batch-errors-cases.js';
import { buildGoast, compareWithGo, findGoroot, goFilesUnder, goastOf } from './goast-compare.js';

const goroot = findGoroot();
/** One file in so many is compared. */
const every = 12;

describe.skipIf(goroot === undefined)('against go/parser', () => {
  let folder = '';
  let program = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'goast-'));
    program = buildGoast(folder);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['src', 'test'])('every 12th file of %s has the same nodes', { timeout: 120_000 }, (name) => {
    const paths = goFilesUnder(join(goroot!, name)).filter((_, i) => i % every === 0);
    const result = compareWithGo(program, paths);
    expect(result.differences).toEqual([]);
    expect(result.files).toBeGreaterThan(250);
    expect(result.nodes).toBeGreaterThan(50_000);
  });

  test('what the tests call wrong is wrong', () => {
    const texts = [
      ...literals.bad.map((literal) => `package p\nvar x = ${literal}\n`),
      ...wrongBodies.map((body) => `package p\nfunc f() {\n${body}\n}\n`),
      ...wrongFiles,
    ];
    const paths = texts.map((text, i) => {
      const path = join(folder, `wrong${i}.go`);
      writeFileSync(path, text);
      return path;
    });
    const accepted = goastOf(program, paths).filter(([header]) => header!.endsWith(' ok'));
    expect(accepted.map(([header]) => readFileSync(header!.slice(0, -' ok'.length), 'utf8'))).toEqual([]);
  });

  test('the golden file of the sample is what go/parser makes of it', () => {
    const sample = join(import.meta.dirname, '../engine/syntax/batch-sample/sample.go');
    const [lines] = goastOf(program, [sample]);
    expect(lines!.slice(1)).toEqual(readFileSync(`${sample}.golden`, 'utf8').trimEnd().split('\n'));
  });
});
