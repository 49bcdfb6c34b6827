/** How long tree-sitter takes to parse all Go files below a folder, and nothing else: what times are multiples of. */
import { goFolders } from '../../server/src/host/go-folders.js';
import { createNodeHost } from '../../server/src/host/node.js';
import { openErrorCounter } from '../support/go-syntax.js';

export interface BareParse {
  /** Of one processor; reckoned from every eighth file. */
  readonly seconds: number;
  readonly lines: number;
}

export async function bareParse(folder: string): Promise<BareParse> {
  const host = createNodeHost();
  const texts: string[] = [];
  for await (const each of goFolders(host, folder, [])) {
    for (const { name } of host.files.readDir(each) ?? []) {
      if (name.endsWith('.go')) texts.push(host.files.readFile(`${each}/${name}`) ?? '');
    }
  }
  const sizeOf = (some: readonly string[]): number => some.reduce((sum, text) => sum + text.length, 0);
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0);
  const sample = texts.filter((_, at) => at % 8 === 0);
  const countErrors = await openErrorCounter();
  const before = process.cpuUsage();
  for (const text of sample) countErrors(text);
  const { user, system } = process.cpuUsage(before);
  const seconds = ((user + system) / 1e6) * (sizeOf(texts) / sizeOf(sample));
  console.log(`${texts.length} files, ${(lines / 1e6).toFixed(2)} million lines; bare parse ${seconds.toFixed(1)} s`);
  return { seconds, lines };
}
