/** Prose that can be wrong is checked: generated files are fresh, examples do what they say, links and paths lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { isAtLeast } from '../server/src/check/severities.js';
import { rules } from '../server/src/engine/index.js';
import { createMemoryHost } from '../server/src/host/memory.js';
import { defaultSettings, projectFile, withProjectFile } from '../server/src/host/settings.js';
import { renderDocs, renderManifest, root } from '../tools/generated-files.js';
import { checkFiles, openTestWorkspace } from './support/engine.js';
import { makeFolder, runIn, whyNoGo } from './support/go-command.js';
import { compareWithMarks } from './support/matching.js';
import { examplePackage } from './support/example-package.js';

describe('generated files', () => {
  test('pages and tables of rules are as the registry says', async () => {
    const expected = await renderDocs(rules);
    for (const [path, text] of expected) expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
    const pages = readdirSync(join(root, 'docs/rules')).map((name) => `docs/rules/${name}`);
    expect(pages.filter((page) => !expected.has(page))).toEqual([]);
  });

  test("the manifest's settings are as the registry says", () => {
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe(renderManifest(rules));
  });
});

describe('the schema of .mapguard.json', () => {
  const validate = new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(join(root, 'docs/mapguard.schema.json'), 'utf8')) as object,
  );

  test('takes what the README shows, and every setting at its default', () => {
    const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```json\n([^]*?)```/g)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, text] of blocks) expect(validate(JSON.parse(text!)), text).toBe(true);
    expect(validate(defaultSettings)).toBe(true);
  });

  test.for([
    { exlude: [] },
    { exclude: 'gen/' },
    { rules: { 'map-alias-rite': 'off' } },
    { rules: { 'map-alias-write': 'loud' } },
    { goVersion: 'new' },
    [],
  ])('rejects %j, as the command line does', (value) => {
    expect(validate(value)).toBe(false);
    const files = new Map([['/work/.mapguard.json', JSON.stringify(value)]]);
    const { settings, problems } = withProjectFile(createMemoryHost(files).files, '/work', defaultSettings);
    const unknown = Object.keys(settings.rules).filter((rule) => !rules.some(({ code }) => code === rule));
    expect(problems.length + unknown.length).toBeGreaterThan(0);
  });

  test('is what the extension checks such files with', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly contributes: {
        readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
      };
    };
    const [{ fileMatch, url }] = contributes.jsonValidation as [{ fileMatch: string; url: string }];
    expect(fileMatch).toBe(projectFile);
    expect(existsSync(join(root, url))).toBe(true);
    expect(readFileSync(join(root, '.vscodeignore'), 'utf8')).toContain(`!${url.slice('./'.length)}\n`);
  });
});

const examples = rules.flatMap(({ code, severity, docs }) => [
  ...docs.bad.map((text, at) => ({ code, severity, kind: 'bad' as const, name: `${code} bad ${at + 1}`, text })),
  ...docs.good.map((text, at) => ({ code, severity, kind: 'good' as const, name: `${code} good ${at + 1}`, text })),
]);

describe('examples of rules', () => {
  const pathOf = (at: number): string => `/examples/${at}/example.go`;
  const files = new Map([['/examples/go.mod', 'module example.com/examples\n\ngo 1.25\n']]);
  examples.forEach(({ text }, at) => files.set(pathOf(at), examplePackage(text)));
  const opened = openTestWorkspace(files);

  test.for(examples.map((example, at) => ({ ...example, at })))('$name', async ({ code, severity, kind, at }) => {
    const text = files.get(pathOf(at))!;
    const diagnostics = checkFiles(await opened, [pathOf(at)]).get(pathOf(at)) ?? [];
    const { expected, observed } = compareWithMarks('example.go', text, diagnostics);
    expect(observed).toEqual(expected);
    const least = kind === 'bad' ? severity : 'warning';
    const counted = diagnostics.filter((each) => isAtLeast(each.severity, least));
    expect(counted.some(({ rule }) => rule === code)).toBe(kind === 'bad');
  });

  test('every rule has a bad and a good example', () => {
    for (const { code, docs } of rules) {
      expect(docs.bad.length, code).toBeGreaterThan(0);
      expect(docs.good.length, code).toBeGreaterThan(0);
    }
  });

  test('all of them compile', ({ skip }) => {
    if (whyNoGo !== undefined) return skip(whyNoGo);
    const folder = makeFolder(new Map([...files].map(([path, text]) => [path.slice('/examples/'.length), text])));
    try {
      expect(runIn(folder.path, 'go', ['build', './...'])).toEqual({ status: 0, output: '' });
      expect(runIn(folder.path, 'gofmt', ['-l', '.'])).toEqual({ status: 0, output: '' });
    } finally {
      folder.remove();
    }
  });
});

describe('prose', () => {
  const pages = ['README.md', 'CHANGELOG.md', 'docs/architecture.md', 'docs/ci.md', 'test/fixtures/README.md'];

  test.for(pages)('links and pictures of %s exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1]!);
    const missing = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  test('every path that the architecture page names exists', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const paths = [...text.matchAll(/`([\w.-]+\/[\w./-]*|[\w-]+\.(?:ts|mjs|json))`/g)].map((match) => match[1]!);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
