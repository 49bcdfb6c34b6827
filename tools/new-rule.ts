/** `npx tsx tools/new-rule.ts RULE-ID`: the three places of a new rule: its file, its lines in the registry, its fixtures. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './generated-files.js';
import { registryWith, ruleModule, exampleProgram } from './rule-template.js';

const [id = ''] = process.argv.slice(2);
const folder = join(root, 'server/src/engine/rules');
if (!/^[a-z]+(-[a-z]+)+$/.test(id))
  throw new Error('usage: new-rule.ts RULE-ID, in kebab-case, naming the bad pattern');
if (existsSync(join(folder, `${id}.ts`))) throw new Error(`${id} exists already`);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
writeFileSync(join(folder, `${id}.ts`), ruleModule(id, version));
const registry = join(folder, 'registry.ts');
writeFileSync(registry, registryWith(readFileSync(registry, 'utf8'), id));
for (const kind of ['bad', 'good'] as const) {
  mkdirSync(join(root, 'test/fixtures', id, kind), { recursive: true });
  writeFileSync(join(root, 'test/fixtures', id, kind, 'example.go'), exampleProgram(id, kind));
}
console.log(`${id}: fill in the rule and its examples, then npm run docs`);
