/** The command line from arguments to output and exit status. */
import { describe, expect, test } from 'vitest';
import { run } from './run-in-memory.js';

const aliased = `package shop

func sale(list map[string]int) map[string]int {
	offer := list
	offer["tea"] = 0
	return offer
}
`;

const clean = `package shop

func count(list map[string]int) int { return len(list) }
`;

function workspace(more: Readonly<Record<string, string>> = {}): Map<string, string> {
  return new Map([
    ['/work/go.mod', 'module example.com/shop\n\ngo 1.22\n'],
    ['/work/sale/sale.go', aliased],
    ['/work/count/count.go', clean],
    ...Object.entries(more),
  ]);
}

describe('check', () => {
  test('shows findings with their lines, evidence and preferred fix', async () => {
    const { status, out, err } = await run('check', workspace());
    expect(out).toBe(`sale/sale.go:4:2: warning: offer shares its map with list (map-alias-write)
    4 |     offer := list
      |     ^^^^^^^^^^^^^
  sale/sale.go:5:2: the shared map is written here
    5 |     offer["tea"] = 0
      |     ^^^^^
  fix: Clone list with maps.Clone (may change behaviour)

1 finding in 1 file: 1 warning
`);
    expect(err).toBe('');
    expect(status).toBe(1);
  });

  test('ends with 0 when there is nothing', async () => {
    expect(await run('check count', workspace())).toEqual({ status: 0, out: 'no findings\n', err: '' });
  });

  test('prints one JSON object a line', async () => {
    const { out } = await run('check --format json ./...', workspace());
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      file: 'sale/sale.go',
      rule: 'map-alias-write',
      severity: 'warning',
      message: 'offer shares its map with list',
      start: { line: 3, character: 1 },
      end: { line: 3, character: 14 },
      related: [
        {
          file: 'sale/sale.go',
          start: { line: 4, character: 1 },
          end: { line: 4, character: 6 },
          message: 'the shared map is written here',
        },
      ],
      fixes: [
        {
          title: 'Clone list with maps.Clone',
          kind: 'quickfix',
          preferred: true,
          applicability: 'unsafe',
          edits: [
            {
              file: 'sale/sale.go',
              start: { line: 1, character: 0 },
              end: { line: 1, character: 0 },
              newText: '\nimport "maps"\n',
            },
            {
              file: 'sale/sale.go',
              start: { line: 3, character: 10 },
              end: { line: 3, character: 14 },
              newText: 'maps.Clone(list)',
            },
          ],
        },
        {
          title: 'Explain the sharing',
          kind: 'refactor.rewrite',
          preferred: false,
          applicability: 'safe',
          edits: [
            {
              file: 'sale/sale.go',
              start: { line: 3, character: 1 },
              end: { line: 3, character: 1 },
              newText: '// shared on purpose\n\t',
            },
          ],
        },
      ],
    });
  });

  test('takes files, folders and patterns', async () => {
    const files = workspace({ '/work/sale/other.go': aliased });
    expect((await run('check sale/sale.go', files)).out).toContain('1 finding in 1 file');
    expect((await run('check sale', files)).out).toContain('2 findings in 2 files');
    expect((await run('check sale/... count', files)).out).toContain('2 findings in 2 files');
    expect((await run('check /work/count', files)).out).toBe('no findings\n');
  });

  test('fails at the severity it is told', async () => {
    expect((await run('check --fail-on error', workspace())).status).toBe(0);
    expect((await run('check --fail-on error --rule map-alias-write=error', workspace())).status).toBe(1);
    expect((await run('check --rule map-alias-write=information', workspace())).status).toBe(0);
    expect(await run('check --rule map-alias-write=off', workspace())).toMatchObject({
      status: 0,
      out: 'no findings\n',
    });
  });

  test('shows hints only to whom they matter', async () => {
    expect((await run('check --rule map-alias-write=hint', workspace())).out).toBe('no findings\n');
    const { status, out } = await run('check --rule map-alias-write=hint --fail-on hint', workspace());
    expect(out).toContain(': hint: offer shares');
    expect(status).toBe(1);
  });

  test('takes a settings file that names its schema', async () => {
    const files = workspace({ '/work/.mapguard.json': '{ "$schema": "x", "rules": { "map-alias-write": "off" } }' });
    expect(await run('check', files)).toEqual({ status: 0, out: 'no findings\n', err: '' });
  });

  test('writes several reports, each output belonging to the format before it', async () => {
    const files = workspace();
    const { status, out } = await run(
      'check --format text --format gitlab --output a.json --format json --output b.json',
      files,
    );
    expect(out).toContain('1 finding in 1 file');
    expect(files.get('/work/a.json')).toMatch(/^\[/);
    expect(files.get('/work/b.json')).toMatch(/^\{"file":"sale\/sale\.go"/);
    expect(status).toBe(1);
    await run('check --output first.txt --format json', files);
    expect(files.get('/work/first.txt')).toMatch(/^\{/);
    const { status: wrong, err } = await run('check --output a.txt --output b.txt', files);
    expect(err).toContain('There are more outputs than formats.');
    expect(wrong).toBe(2);
  });

  test('writes the report to a file', async () => {
    const files = workspace();
    expect(await run('check --output report.txt', files)).toEqual({ status: 1, out: '', err: '' });
    expect(files.get('/work/report.txt')).toContain('sale/sale.go:4:2');
  });

  test('follows the settings of the module, and the command line before them', async () => {
    const off = workspace({ '/work/.mapguard.json': '{ "rules": { "map-alias-write": "off" } }' });
    expect((await run('check', off)).out).toBe('no findings\n');
    expect((await run('check --rule map-alias-write=warning', off)).status).toBe(1);
    const excluded = workspace({ '/work/.mapguard.json': '{ "exclude": ["sale/"] }' });
    expect((await run('check', excluded)).out).toBe('no findings\n');
  });

  test('does not take the settings of another module', async () => {
    const files = workspace({
      '/work/.mapguard.json': '{ "rules": { "map-alias-write": "off" } }',
      '/work/nested/go.mod': 'module example.com/nested\n',
      '/work/nested/sale.go': aliased,
    });
    expect((await run('check', files)).out).toContain('nested/sale.go:4:2');
  });

  test.for([
    ['check nowhere', 'no such file or folder: nowhere'],
    ['check go.mod', 'not a Go file: go.mod'],
    ['check docs', 'no Go files in docs'],
    ['check --rule map-alias-write', '--rule map-alias-write: expected ID=SEVERITY'],
    ['check --rule x=off', '--rule: there is no rule "x"; the rules are map-alias-write, unguarded-map-access'],
    ['check --rule map-alias-write=loud', '"loud" is none of error, warning, information, hint, off'],
    ['check --fail-on off', 'Allowed choices are error, warning, information, hint'],
    ['check --format xml', "argument 'xml' is invalid"],
    ['check --frobnicate', "unknown option '--frobnicate'"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['explain x', 'there is no rule "x"'],
    ['lsp', "required option '--stdio' not specified"],
  ] as const)('%s: says what is wrong and ends with 2', async ([args, message]) => {
    const { status, out, err } = await run(args, workspace({ '/work/docs/README.md': '' }));
    expect(err).toContain(message);
    expect(err).not.toContain('internal error');
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  test.for([
    ['{ "rules": { "map-alias-rite": "off" } }', '.mapguard.json: there is no rule "map-alias-rite"'],
    ['{ "rules": { "map-alias-write": 3 } }', '/work/.mapguard.json: "rules.map-alias-write" is none of'],
    ['{ "exlude": [] }', '/work/.mapguard.json: there is no setting "exlude"; the settings are enable, rules, '],
    ['{ "exclude": "gen/" }', '/work/.mapguard.json: "exclude" is not a list of patterns.'],
    ['[]', '/work/.mapguard.json: The settings are not an object.'],
    ['{', '/work/.mapguard.json: '],
  ] as const)('settings %s: says what is wrong and ends with 2', async ([text, message]) => {
    const { status, err } = await run('check', workspace({ '/work/.mapguard.json': text }));
    expect(err).toContain(message);
    expect(status).toBe(2);
  });

  test('an error of its own is not taken for a finding', async () => {
    const { status, err } = await run('check', workspace({ '/work/sale/sale.go': '// broken\n' }));
    expect(err).toContain('internal error in sale: Error: broken on purpose');
    expect(status).toBe(2);
  });
});

describe('fix', () => {
  test('changes nothing for fixes that may change behaviour', async () => {
    const files = workspace();
    const err = 'nothing to fix\n1 fix left out that may change behaviour (--unsafe)\n';
    expect(await run('fix', files)).toEqual({ status: 0, out: '', err });
    expect(files.get('/work/sale/sale.go')).toBe(aliased);
  });

  test('--unsafe applies them too', async () => {
    const files = workspace();
    expect(await run('fix --unsafe', files)).toEqual({ status: 0, out: '', err: '1 fix in 1 file\n' });
    expect(files.get('/work/sale/sale.go')).toContain('offer := maps.Clone(list)');
    expect(await run('fix --unsafe', files)).toMatchObject({ err: 'nothing to fix\n' });
  });

  test('fixes that touch the same text follow one another', async () => {
    const both = `${aliased}\nfunc season(list map[string]int) {\n\toffer := list\n\toffer["tea"] = 0\n}\n`;
    const files = workspace({ '/work/sale/sale.go': both });
    expect((await run('fix --unsafe', files)).err).toBe('2 fixes in 1 file\n');
    expect(files.get('/work/sale/sale.go')!.match(/maps\.Clone\(list\)/g)).toHaveLength(2);
    expect(files.get('/work/sale/sale.go')!.match(/import "maps"/g)).toHaveLength(1);
  });

  test('--diff shows the change and makes none', async () => {
    const files = workspace();
    const { out, err } = await run('fix --unsafe --diff', files);
    expect(out).toBe(`--- a/sale/sale.go
+++ b/sale/sale.go
@@ -1,7 +1,9 @@
 package shop
 
+import "maps"
+
 func sale(list map[string]int) map[string]int {
-	offer := list
+	offer := maps.Clone(list)
 	offer["tea"] = 0
 	return offer
 }
`);
    expect(err).toBe('would apply 1 fix in 1 file\n');
    expect(files.get('/work/sale/sale.go')).toBe(aliased);
  });

  test('--rule leaves other rules alone', async () => {
    expect((await run('fix --unsafe --rule unguarded-map-access', workspace())).err).toBe('nothing to fix\n');
    expect((await run('fix --unsafe --rule map-alias-write', workspace())).err).toBe('1 fix in 1 file\n');
  });
});

test('explain prints the page of a rule', async () => {
  const { status, out } = await run('explain map-alias-write', workspace());
  expect(status).toBe(0);
  expect(out).toMatch(/^# map-alias-write\n\nTwo names, one map\.\n/);
  expect(out).toContain('b := a // reported\n');
  expect(out).toContain('mapguard.rules.map-alias-write');
});

test('--version and --help end with 0', async () => {
  expect(await run('--version', workspace())).toEqual({ status: 0, out: '1.2.3\n', err: '' });
  const { status, out } = await run('check --help', workspace());
  expect(status).toBe(0);
  expect(out).toContain('--fail-on <severity>');
});
