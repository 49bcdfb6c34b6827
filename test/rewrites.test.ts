/**
 * Rewrites one by one, at places that the Go files in `test/rewrites/<rewrite>/` mark with `// here`: each offered fix
 * against the golden file beside. Whether what they make compiles is asked in `test/oracle/rewrites.test.ts`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../server/src/engine/edits.js';
import { Program } from '../server/src/engine/packages/index.js';
import type { Pass } from '../server/src/engine/rules/pass.js';
import { Unit } from '../server/src/engine/unit.js';
import { createMemoryHost } from '../server/src/host/memory.js';
import { createNodeHost } from '../server/src/host/node.js';
import { finish } from './support/engine.js';
import { rewriteSites } from './support/rewrite-sites.js';
import { formatTxtar, parseTxtar, type Section } from './support/txtar.js';

const folder = join(import.meta.dirname, 'rewrites');
const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.go'))
  .sort();

describe.each(cases)('%s', (path) => {
  const text = readFileSync(join(folder, path), 'utf8');
  const golden = join(folder, `${path}.golden`);

  test('is rewritten as in the golden file', () => {
    const sections: Section[] = [];
    for (const [title, texts] of rewritten(path, text))
      for (const [file, after] of texts) {
        // A file that several fixes bring is shown once.
        if (file !== '/m/x.go' && sections.some((known) => known.text === after)) continue;
        sections.push({ name: file === '/m/x.go' ? title : `${title}: ${file.slice(3)}`, text: after });
      }
    if (process.env['UPDATE'] === '1') writeFileSync(golden, formatTxtar({ comment: '', sections }));
    const expected = existsSync(golden) ? parseTxtar(readFileSync(golden, 'utf8')).sections : [];
    expect(sections).toEqual(expected);
  });
});

/** What each fix at a marked place makes of the file, by its title. */
function rewritten(path: string, text: string): readonly (readonly [string, ReadonlyMap<string, string>])[] {
  const kind = path.slice(0, path.indexOf('/')).replaceAll('-', ' ');
  const version = /(^|\/)go(1\.\d+)\//.exec(path)?.[2] ?? '1.25';
  const pass = passOf(version, text);
  const here = new Set([...text.matchAll(/\/\/ here$/gm)].map(({ index }) => lineAt(text, index)));
  const made: [string, ReadonlyMap<string, string>][] = [];
  for (const site of rewriteSites(pass)) {
    const at = pass.locate(site.at);
    if (site.kind !== kind || !at || !here.has(lineAt(text, at.start))) continue;
    for (const fix of site.fixes()) {
      const count = made.filter(([title]) => title === fix.title || title.startsWith(`${fix.title} #`)).length;
      const files = new Map<string, string>();
      for (const file of new Set(fix.edits.map((edit) => edit.file))) {
        const own = fix.edits.filter((edit) => edit.file === file);
        files.set(file, applyEdits(file === '/m/x.go' ? text : '', own));
      }
      made.push([count === 0 ? fix.title : `${fix.title} #${count + 1}`, files]);
    }
  }
  return made;
}

function passOf(version: string, text: string): Pass {
  const memory = createMemoryHost(
    new Map([
      ['/m/go.mod', `module example.com/m\n\ngo ${version}\n`],
      ['/m/x.go', text],
    ]),
  ).files;
  const disk = createNodeHost();
  const environment = {
    ...disk.environment(''),
    files: {
      readFile: (path: string) => memory.readFile(path) ?? disk.files.readFile(path),
      readDir: (path: string) => memory.readDir(path) ?? disk.files.readDir(path),
    },
  };
  return finish(new Unit(new Program(environment).packagesIn('/m')[0]!).known()).pass;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
