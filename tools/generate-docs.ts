/** `npm run docs`, first half: writes the rules' pages and the README's table. Pages of rules that are gone are removed. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../server/src/engine/index.js';
import { renderDocs, root } from './generated-files.js';

void main();

async function main(): Promise<void> {
  const files = await renderDocs(rules);
  mkdirSync(join(root, 'docs/rules'), { recursive: true });
  for (const name of readdirSync(join(root, 'docs/rules'))) {
    if (!files.has(`docs/rules/${name}`)) rmSync(join(root, 'docs/rules', name));
  }
  for (const [path, text] of files) writeFileSync(join(root, path), text);
}
