/** Compares the batch parser with go/parser over the whole Go installation, or the folders given, and prints counts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGoast, compareWithGo, findGoroot, goFilesUnder } from './goast-compare.js';

const goroot = findGoroot();
if (goroot === undefined) throw new Error('no Go installation found');
const given = process.argv.slice(2);
const folders = given.length > 0 ? given : [join(goroot, 'src'), join(goroot, 'test')];
const temporary = mkdtempSync(join(tmpdir(), 'goast-'));
const program = buildGoast(temporary);
for (const folder of folders) {
  const { differences, accepted, ...counts } = compareWithGo(program, goFilesUnder(folder));
  console.log(folder, JSON.stringify(counts), `${differences.length} differences`);
  for (const difference of differences.slice(0, 20)) console.log(difference);
  for (const path of accepted) console.log(`accepted: ${path}`);
}
rmSync(temporary, { recursive: true });
