/**
 * How time and memory of `mapguard check` grow with the size of what is checked: parts of one module, each with all that
 * its packages import of it, one thread, nothing cached.
 *
 * Usage: tsx test/bench/growth.ts [MODULE FOLDER], after a build; by default Go's own sources.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { goFolders } from '../../server/src/host/go-folders.js';
import { createNodeHost } from '../../server/src/host/node.js';
import { measured } from './usage.js';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const shares = [1 / 8, 1 / 4, 1 / 2, 1];

void main(process.argv[2]);

async function main(given: string | undefined): Promise<void> {
  if (!existsSync(cli)) throw new Error('Build first: npm run build');
  const { goroot } = createNodeHost().environment('');
  const folder = given ?? (goroot === undefined ? undefined : join(goroot, 'src'));
  if (folder === undefined) throw new Error('no Go here; name the folder of a module');
  const packages = inImportOrder(await packagesOf(folder), folder);
  const total = packages.reduce((sum, { lines }) => sum + lines, 0);
  console.log('     lines   processor  per million     memory  per million');
  for (const share of shares) {
    const scratch = mkdtempSync(join(tmpdir(), 'mapguard-growth-'));
    try {
      let lines = 0;
      for (const each of packages) {
        if (lines >= total * share) break;
        copy(each, folder, scratch);
        lines += each.lines;
      }
      if (existsSync(join(folder, 'go.mod'))) copyFileSync(join(folder, 'go.mod'), join(scratch, 'go.mod'));
      const args = [cli, 'check', '--no-cache', '--jobs', '1', '--output', join(scratch, 'report.txt')];
      const { processor, megabytes } = await measured(process.execPath, args, scratch, {});
      const perMillion = (amount: number): string => ((amount * 1e6) / lines).toFixed(1);
      console.log(
        String(lines).padStart(10),
        `${processor.toFixed(1).padStart(9)} s ${perMillion(processor).padStart(10)} s`,
        `${megabytes.toFixed(0).padStart(7)} MB ${perMillion(megabytes).padStart(9)} MB`,
      );
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
  readonly lines: number;
  /** Import paths, those of tests left out. */
  readonly imports: ReadonlySet<string>;
}

async function packagesOf(folder: string): Promise<readonly Folder[]> {
  const host = createNodeHost();
  const found: Folder[] = [];
  for await (const path of goFolders(host, folder, [])) {
    const files = (host.files.readDir(path) ?? []).map(({ name }) => name).filter((name) => name.endsWith('.go'));
    const imports = new Set<string>();
    let lines = 0;
    for (const name of files) {
      const text = readFileSync(join(path, name), 'utf8');
      lines += text.split('\n').length;
      if (name.endsWith('_test.go')) continue;
      const head = text.slice(0, /^(func|type|var|const)\b/m.exec(text)?.index);
      for (const [, imported] of head.matchAll(/^(?:import)?\s*(?:[\w.]+\s+)?"([^"]+)"/gm)) imports.add(imported!);
    }
    found.push({ path, files, lines, imports });
  }
  return found;
}

/** Each package after those that it imports, whose import paths end as their folders do. */
function inImportOrder(packages: readonly Folder[], root: string): readonly Folder[] {
  const byEnd = new Map<string, Folder>();
  for (const each of packages) byEnd.set(relative(root, each.path), each);
  const ordered = new Set<Folder>();
  const visit = (each: Folder): void => {
    if (ordered.has(each)) return;
    ordered.add(each);
    for (const path of each.imports) {
      const steps = path.split('/');
      const at = steps.findIndex((_, i) => byEnd.has(steps.slice(i).join('/')));
      if (at >= 0) visit(byEnd.get(steps.slice(at).join('/'))!);
    }
    // A set keeps the order of entry: what it imports comes first.
    ordered.delete(each);
    ordered.add(each);
  };
  for (const each of packages) visit(each);
  return [...ordered];
}

function copy({ path, files }: Folder, from: string, to: string): void {
  const target = join(to, relative(from, path));
  mkdirSync(target, { recursive: true });
  for (const name of files) copyFileSync(join(path, name), join(target, name));
  for (let at = path; at.length >= from.length; at = dirname(at))
    if (existsSync(join(at, 'go.mod'))) copyFileSync(join(at, 'go.mod'), join(to, relative(from, at), 'go.mod'));
}
