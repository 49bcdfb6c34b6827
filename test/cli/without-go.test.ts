/** The built command line on a machine without Go. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let bundles: string;

beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), 'mapguard-bundles-'));
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', bundles], { stdio: 'inherit' });
});
afterAll(() => rmSync(bundles, { recursive: true }));

describe('without Go', () => {
  it('types of the standard library are known from the summary', () => {
    const file = join(bundles, 'headers.go');
    writeFileSync(file, 'package p\n\nimport "net/http"\n\nfunc f(r *http.Request) { _ = r.Header }\n');
    const types = (env: NodeJS.ProcessEnv): string =>
      execFileSync(process.execPath, [join(bundles, 'cli.js'), 'debug', 'types', file], { env, encoding: 'utf8' });
    const facts = types({ ...process.env, GOROOT: 'off' })
      .trim()
      .split('\n');
    expect(facts.map((fact) => (JSON.parse(fact) as { readonly type: string }).type)).toEqual(['net/http.Header']);
  });
});
