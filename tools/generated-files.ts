/**
 * Every file that is made from the rule registry, whole or in part: the rules' pages, the table in the README, the
 * settings in the extension's manifest, the schema of `.mapguard.json`. A test compares what is on disk with what this gives.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { RuleDescription } from '../server/src/cli/context.js';
import { rulePage } from '../server/src/cli/rule-page.js';
import { projectSchema, settingsSchema } from './settings-schema.js';

export const root = join(import.meta.dirname, '..');

/** The rules' pages and their index, the README with its table, and the settings' schema, by path from the project's root. */
export async function renderDocs(rules: readonly RuleDescription[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map(rules.map((rule) => [`docs/rules/${rule.code}.md`, rulePage(rule)]));
  files.set('docs/rules/README.md', `# Rules\n\n${ruleTable(rules, '')}\n`);
  const path = join(root, 'README.md');
  const table = `\n\n${ruleTable(rules, 'docs/rules/')}\n\n`;
  const readme = replaceBetween(readFileSync(path, 'utf8'), '<!-- rules -->', table);
  files.set('README.md', await format(readme, { ...(await resolveConfig(path)), parser: 'markdown' }));
  const schema = JSON.stringify(projectSchema(rules));
  return files.set(schemaPath, await format(schema, { ...(await resolveConfig(path)), parser: 'json' }));
}

/** Goes into the extension as well: VS Code checks settings files with it. */
const schemaPath = 'docs/mapguard.schema.json';

/** package.json with the settings of the extension. */
export function renderManifest(rules: readonly RuleDescription[]): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const contributes = {
    ...manifest.contributes,
    configuration: settingsSchema(rules),
    jsonValidation: [{ fileMatch: '.mapguard.json', url: `./${schemaPath}` }],
  };
  return `${JSON.stringify({ ...manifest, contributes }, null, 2)}\n`;
}

interface Manifest {
  readonly contributes?: object;
}

function ruleTable(rules: readonly RuleDescription[], folder: string): string {
  const rows = rules.map(
    ({ code, severity, docs }) => `| [${code}](${folder}${code}.md) | ${severity} | ${docs.summary} |`,
  );
  return ['| rule | default | finds |', '|---|---|---|', ...rows].join('\n');
}

/** The text with what stands between two equal marks replaced. */
function replaceBetween(text: string, mark: string, content: string): string {
  const parts = text.split(mark);
  if (parts.length !== 3) throw new Error(`expected ${mark} twice, found it ${parts.length - 1} times`);
  return [parts[0], content, parts[2]].join(mark);
}
