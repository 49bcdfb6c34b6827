/** The summary of the standard library: what importers see in it is what they see in Go's own sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../server/src/engine/index.js';
import { declaredNames } from '../../../server/src/engine/packages/difference.js';
import { Program } from '../../../server/src/engine/packages/index.js';
import { PackageState } from '../../../server/src/engine/packages/package-state.js';
import { formatSummary, withStdSummary } from '../../../server/src/engine/packages/std-summary.js';
import { textOf } from '../../../server/src/engine/syntax/names.js';
import { mapClassOf, reachesMap } from '../../../server/src/engine/types/map-types.js';
import { isExported, NamedType } from '../../../server/src/engine/types/named.js';
import { typeString } from '../../../server/src/engine/types/type-string.js';
import type { Const, Obj, TypeName, Var, Written } from '../../../server/src/engine/types/types.js';
import { createNodeHost } from '../../../server/src/host/node.js';
import { stdSummary } from '../../../tools/std/summary.js';

const summary = readFileSync(join(import.meta.dirname, '../../../server/std.txtar'), 'utf8');
const machine = createNodeHost().environment('');
const { goroot, files } = machine;
const version = /^-- VERSION --\n(.*)$/m.exec(summary)![1];
const isSameGo = goroot !== undefined && files.readFile(`${goroot}/VERSION`)?.startsWith(`${version}\n`) === true;

describe.skipIf(!isSameGo)(`the summary, with ${version} here`, () => {
  it('is what `npm run build:std` makes', () => {
    expect(stdSummary(machine, goroot!) === summary).toBe(true);
  });

  const packages = [...summary.matchAll(/^-- src\/(.*)\/[^/]* --$/gm)].map((match) => match[1]!);
  const importable = [...new Set(packages)].filter((path) => !/(^|\/)(internal|vendor)(\/|$)/.test(path));

  it.each([
    ['linux', 'amd64'],
    ['windows', 'amd64'],
    ['darwin', 'arm64'],
  ])('says of all exported names what the sources say, on %s/%s', (goos, goarch) => {
    const own: Environment = { ...machine, goos, goarch };
    const sources = new Program(own);
    const { goroot: _, ...bare } = own;
    const summarized = new Program(withStdSummary(bare, () => summary));
    const differences: string[] = [];
    let count = 0;
    for (const path of importable) {
      const [real, short] = [sources, summarized].map((program) => program.importable(path, '/w')) as [
        unknown,
        unknown,
      ];
      if (!(real instanceof PackageState)) continue;
      const names = real.files.flatMap((file) => file.decls.flatMap((decl) => declaredNames(decl).map(textOf)));
      for (const name of new Set(names.filter(isExported))) {
        count++;
        const expected = described(real.lookup(name));
        const found = short instanceof PackageState ? described(short.lookup(name)) : undefined;
        if (found !== expected) differences.push(`${path}.${name}: ${expected}\n  ${found}`);
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
    expect(count).toBeGreaterThan(7000);
  });
});

describe('an environment without Go', () => {
  const nothing: Environment = {
    goos: 'linux',
    goarch: 'amd64',
    files: { readFile: () => undefined, readDir: () => undefined },
  };

  it('opens the summary when something of it is needed, once', () => {
    let opened = 0;
    const text = formatSummary(new Map([['src/p/p.go', 'package p\nvar V map[int]int\n']]));
    const environment = withStdSummary(nothing, () => (opened++, text));
    const program = new Program(environment);
    expect(opened).toBe(0);
    expect(program.importable('p', '/w').member('V')).toBeDefined();
    expect(program.importable('other', '/w').opaque).toBe(true);
    expect(opened).toBe(1);
  });

  it('counts the library as a dependency, and reads the folders of its packages', () => {
    const environment = withStdSummary(nothing, () => summary);
    expect(new Program(environment).isDependency(`${environment.goroot}/src/net/http`)).toBe(true);
    const entries = environment.files.readDir(`${environment.goroot}/src/net`)!;
    expect(entries).toContainEqual({ name: 'http', isDirectory: true });
    expect(entries).toContainEqual({ name: 'net.go', isDirectory: false });
  });
});

describe('an environment with Go', () => {
  it('stays as it is', () => {
    const environment: Environment = { goos: 'linux', goarch: 'amd64', goroot: '/go', files };
    expect(withStdSummary(environment, () => summary)).toBe(environment);
  });
});

/** Everything that importers can tell of an object. */
function described(obj: Obj | undefined): string {
  const text = (type: Written): string => typeString(type, (pkg) => pkg);
  switch (obj?.kind) {
    case 'var':
      return `var ${text((obj as Var).written)}`;
    case 'const':
      return `const ${text((obj as Const).type)} ${String((obj as Const).value)}`;
    case 'func':
      return text(obj.type);
    case 'typename': {
      const { type } = obj as TypeName;
      const parts = [text(type), String(mapClassOf(type)), String(reachesMap(type))];
      if (!(type instanceof NamedType)) return parts.join(' ');
      const methods = type.methods
        .filter(({ name }) => isExported(name))
        .map((method) => method.name + text(method.type));
      return [...parts, text(type.underlying), ...methods.sort()].join(' ');
    }
    default:
      return String(obj?.kind);
  }
}
