/** The built command line on a machine without Go. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useBundles } from '../support/use-bundles.js';

const bundle = useBundles();

describe('without Go', () => {
  it('types of the standard library are known from the summary', () => {
    const file = bundle('headers.go');
    writeFileSync(file, 'package p\n\nimport "net/http"\n\nfunc f(r *http.Request) { _ = r.Header }\n');
    const types = (env: NodeJS.ProcessEnv): string =>
      execFileSync(process.execPath, [bundle('cli.js'), 'debug', 'types', file], { env, encoding: 'utf8' });
    const facts = types({ ...process.env, GOROOT: 'off' })
      .trim()
      .split('\n');
    expect(facts.map((fact) => (JSON.parse(fact) as { readonly type: string }).type)).toEqual(['net/http.Header']);
  });
});
