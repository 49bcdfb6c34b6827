/**
 * map-alias-write: in one function two names reach one map by a plain copy; one is written while both hold the map,
 * and the other is read afterwards.
 *
 * Needs the copies that flow analysis watches. A short name for a field (`seen := c.visited`) is not meant as a second
 * map, unless one of the names says so.
 */
import { Kind, type Node } from '../syntax/ast.js';
import { textOf as nameText } from '../syntax/names.js';
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact, SharedWrite } from '../flow/copies.js';
import { isInTest } from '../flow/flow-decl.js';
import type { Loc } from '../flow/locations.js';
import type { Access, Site } from '../flow/summary.js';
import { parentsOf } from '../syntax/walk.js';
import { isMap } from '../types/index.js';
import { appendCloneFixes } from '../rewrites/clone-value.js';
import { cloneFixes } from '../rewrites/clone.js';
import { verb, writeKey } from './evidence.js';
import { shortText } from './pass.js';
import { isSaidElsewhere } from './precedence.js';
import { defineRule, type Report, type Span } from './rule.js';

/** Two names of one map. */
interface SecondName {
  readonly facts: FunctionFacts;
  readonly copy: CopyFact;
  readonly shared: SharedWrite;
}

/** A list of which all elements are one map. */
interface OneForAll {
  readonly facts: FunctionFacts;
  readonly copy: undefined;
  readonly appended: Node;
  /** What is written before the next element is appended. */
  readonly write: Access;
}

type Evidence = SecondName | OneForAll;

export const mapAliasWrite = defineRule({
  code: 'map-alias-write',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a map gets a second name by a plain copy, is written through one and read through the other',
    why: `A map value is a reference: \`b := a\` copies the reference, never the entries. A write through either name
changes what the other one sees.`,
    bad: [
      `func discounted(prices map[string]int) (map[string]int, int) {
	sale := prices // want map-alias-write
	for item, cents := range sale {
		sale[item] = cents / 2
	}
	saved := 0
	for item, cents := range prices {
		saved += cents - sale[item]
	}
	return sale, saved
}`,
    ],
    good: [
      `func discounted(prices map[string]int) (map[string]int, int) {
	sale := make(map[string]int, len(prices))
	saved := 0
	for item, cents := range prices {
		sale[item] = cents / 2
		saved += cents - sale[item]
	}
	return sale, saved
}`,
    ],
    limits: [
      'Misses: copies that pass through an interface, a channel or a slice element, but for a list to which a loop appends one map again and again.',
      'Misses: a short name for a field, unless a name says snapshot (old, prev, orig, saved, before, backup, copy, default, base).',
    ],
    fixes: [
      '**Clone**: `maps.Clone` (Go 1.21), or a loop before that; of a map of maps all the way down. Unsafe: it ends the sharing, and somebody may have wanted it.',
    ],
    references: ['https://go.dev/blog/maps', 'https://pkg.go.dev/maps#Clone'],
  },

  *detectInFunction(facts): Iterable<Evidence> {
    for (const copy of facts.copies) {
      if (!isMap(copy.type) || copy.call || copy.loan) continue;
      if (isInTest(facts.func.decl) && isOwnMap(facts, copy)) continue;
      if (isSaidElsewhere(facts, copy) || !isSecondName(facts, copy)) continue;
      const shared = copy.writes.find((write) => write.read) ?? copy.writes[0];
      if (shared) yield { facts, copy, shared };
    }
    for (const { node, map } of facts.repeatedAppends) {
      const write = writeInLoop(facts, node, map);
      if (write) yield { facts, copy: undefined, appended: node, write };
    }
  },

  report(evidence) {
    if (!evidence.copy) return reportOneForAll(evidence);
    const { facts, copy, shared } = evidence;
    const { decl } = facts.func;
    const target = shortText({ decl, node: copy.target });
    const source = shortText({ decl, node: copy.source });
    const [written, other] = shared.via === 'copy' ? [target, source] : [source, target];
    const write = shared.write.calls[0] ?? shared.write.site;
    return {
      at: copySpan(facts, copy),
      about: [writeKey(write)],
      severity: shared.read ? 'warning' : 'hint',
      message: shared.read
        ? `${target} and ${source} are one map: a write through ${written} changes ${other}, which is read afterwards`
        : `${target} and ${source} are one map: a write through ${written} changes both`,
      notes: [
        { at: write, message: `the map is ${verb(shared.write)} through ${written} here` },
        ...(shared.read ? [{ at: shared.read, message: `${other} is read here, after the write` }] : []),
      ],
    };
  },

  fixes(evidence, pass) {
    const { facts, copy } = evidence;
    return copy ? cloneFixes(pass, facts, copy) : appendCloneFixes(pass, facts.func.decl, evidence.appended);
  },
});

function reportOneForAll({ facts, appended, write }: OneForAll): Report {
  const { decl } = facts.func;
  const name = shortText({ decl, node: appended });
  const at = write.calls[0] ?? write.site;
  return {
    at: { decl, node: appended },
    about: [writeKey(at)],
    message: `all elements appended here are one map: each is what ${name} holds last`,
    notes: [{ at, message: `${name} is ${verb(write)} here, before it is appended again` }],
  };
}

/** A write to the map inside the loop around a node. */
function writeInLoop({ func, accesses }: FunctionFacts, node: Node, map: Loc): Access | undefined {
  const { ast } = func.decl;
  const parents = parentsOf(ast);
  let loop = parents[node]!;
  while (loop !== 0 && ast.kind[loop] !== Kind.ForStmt && ast.kind[loop] !== Kind.RangeStmt) {
    if (ast.kind[loop] === Kind.FuncLit) return undefined;
    loop = parents[loop]!;
  }
  const isInside = ({ decl, node: at }: Site): boolean =>
    decl === func.decl && loop !== 0 && ast.start[at]! >= ast.start[loop]! && ast.end[at]! <= ast.end[loop]!;
  return accesses.find(
    ({ kind, maps, calls, site }) => kind === 'write' && maps.includes(map) && isInside(calls[0] ?? site),
  );
}

/** From the name assigned to the end of what is copied. */
export function copySpan(facts: FunctionFacts, copy: CopyFact): Span {
  const { decl } = facts.func;
  const { start } = decl.ast;
  const joined = copy.target !== 0 && copy.form !== 'range' && start[copy.target]! < start[copy.source]!;
  return joined ? { decl, node: copy.target, to: copy.source } : { decl, node: copy.node };
}

/** A test that gives its own map a second local name looks at what sharing does. */
function isOwnMap({ locations }: FunctionFacts, { sourceRoot, copyRoot }: CopyFact): boolean {
  if (!sourceRoot || !copyRoot) return false;
  return [sourceRoot, copyRoot].every((root) => {
    const { kind, variable, root: whole } = locations.object(root);
    return kind === 'variable' && root === whole && variable!.role !== 'package';
  });
}

const snapshotWords = /backup|old|prev|orig|saved|before|snap|copy|cop(ies|ied)|default|base/i;

/** Whether the copy makes a second name that a reader takes for a second map. */
export function isSecondName(facts: FunctionFacts, copy: CopyFact): boolean {
  // Through the value of a range clause elements are meant to be changed.
  if (copy.form === 'range') return false;
  const target = nameKind(facts, copy.target);
  const source = nameKind(facts, copy.source);
  if (!target || !source) return false;
  if (target.kind === 'local' && source.kind === 'local') return true;
  const sameWord = target.name.toLowerCase() === source.name.toLowerCase();
  if (!sameWord && (snapshotWords.test(target.name) || snapshotWords.test(source.name))) return true;
  // Fields of two values: both keep the map for longer than a statement.
  return target.kind === 'field' && source.kind === 'field' && target.root !== source.root;
}

/** How an expression names a map: as a local variable, or as a field or package-level variable; not as an element. */
function nameKind(
  facts: FunctionFacts,
  node: Node,
): { readonly kind: 'local' | 'field'; readonly name: string; readonly root: unknown } | undefined {
  const { ast } = facts.func.decl;
  const { info } = facts.func;
  while (ast.kind[node] === Kind.ParenExpr) node = ast.a[node]!;
  if (ast.kind[node] === Kind.Ident) {
    const object = info.objectOf(node);
    if (object?.kind !== 'var') return undefined;
    return { kind: object.role === 'package' ? 'field' : 'local', name: object.name, root: object };
  }
  if (ast.kind[node] === Kind.IndexExpr || ast.kind[node] === Kind.StarExpr) {
    const container = nameKind(facts, ast.a[node]!);
    return container && { ...container, kind: 'field' };
  }
  if (ast.kind[node] !== Kind.SelectorExpr) return undefined;
  let root = ast.a[node]!;
  while (ast.kind[root] === Kind.SelectorExpr || ast.kind[root] === Kind.ParenExpr || ast.kind[root] === Kind.StarExpr)
    root = ast.a[root]!;
  const object = ast.kind[root] === Kind.Ident ? info.objectOf(root) : undefined;
  return { kind: 'field', name: nameText(ast.a[ast.b[node]!]!), root: object ?? root };
}
