/** What a new rule starts from: text only, nothing is written here. */

/** The rule's module: it compiles, finds nothing, and says where to go on. */
export function ruleModule(id: string, version: string): string {
  return `/**
 * ${id}: what is reported, in one sentence.
 *
 * Needs which facts; what it does not look at.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Node } from '../syntax/ast.js';
import { defineRule } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly node: Node;
}

export const ${exportName(id)} = defineRule({
  code: '${id}',
  since: '${version}',
  severity: 'warning',

  docs: {
    summary: 'one line, no capital, no full stop',
    why: 'What goes wrong, for whom, when.',
    bad: [],
    good: [],
    limits: [],
    fixes: [],
  },

  *detectInFunction(facts): Iterable<Evidence> {
    for (const node of [] as readonly Node[]) yield { facts, node }; // Replace by the facts that are evidence.
  },

  report: ({ facts, node }) => ({
    at: { decl: facts.func.decl, node },
    message: 'what is wrong, naming both sides',
    notes: [],
  }),
});
`;
}

/** The registry with the rule's import and entry at the end of each list. */
export function registryWith(registry: string, id: string): string {
  const name = exportName(id);
  const withImport = registry.replace(
    /((?:^import .*\n)+)/m,
    (imports) => `${imports}import { ${name} } from './${id}.js';\n`,
  );
  const withEntry = withImport.replace(/(\n?)\] as const satisfies/, (_, end: string) =>
    end === '' ? `, ${name}] as const satisfies` : `\n  ${name},\n] as const satisfies`,
  );
  if (withImport === registry || withEntry === withImport)
    throw new Error('the registry has another shape than expected');
  return withEntry;
}

/** A program that proves its own label. */
export function exampleProgram(id: string, kind: 'bad' | 'good'): string {
  return kind === 'bad'
    ? `package main\n\nfunc main() {\n\t_ = map[string]int{} // want ${id}\n}\n`
    : 'package main\n\nfunc main() {\n\t_ = map[string]int{}\n}\n';
}

function exportName(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
