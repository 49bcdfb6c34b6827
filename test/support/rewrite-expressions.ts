/** Places of a declaration where a map, or a struct that holds one, is handed on, as the syntax and the types show them. */
import { cloneMethodFixes } from '../../server/src/engine/rewrites/clone-method.js';
import {
  borrowedCloneFixes,
  cloneValueFixes,
  contextCloneFixes,
  keepCloneFixes,
  passCloneFixes,
  returnCloneFixes,
} from '../../server/src/engine/rewrites/clone-value.js';
import { deepenCloneFixes, deepenCopyFixes, deepenElementFixes } from '../../server/src/engine/rewrites/deepen.js';
import { freshValueFixes } from '../../server/src/engine/rewrites/fresh-value.js';
import { makeMapFixes } from '../../server/src/engine/rewrites/make-map.js';
import { perIterationFixes } from '../../server/src/engine/rewrites/per-iteration.js';
import { pointToFixes, rangeByIndexFixes } from '../../server/src/engine/rewrites/pointer-copy.js';
import { atomicStepFixes } from '../../server/src/engine/rewrites/sync-map-steps.js';
import type { Pass } from '../../server/src/engine/rules/pass.js';
import { Kind, Op, nodesOf, type Node } from '../../server/src/engine/syntax/ast.js';
import type { Decl } from '../../server/src/engine/syntax/source-file.js';
import { isMap, underlying, type Info } from '../../server/src/engine/types/index.js';
import type { RewriteSite } from './rewrite-sites.js';

type Builder = (pass: Pass, decl: Decl, node: Node) => ReturnType<RewriteSite['fixes']>;

/** In the order of the nodes of the tree. */
export function* expressionSites(pass: Pass, decl: Decl): Iterable<RewriteSite> {
  const info = pass.pkg.info(decl);
  const site = (kind: string, node: Node, build: Builder): RewriteSite => ({
    kind,
    at: { decl, node },
    fixes: () => build(pass, decl, node),
  });
  for (let node = decl.first; node < decl.last; node++)
    for (const [kind, at, build] of sitesAt(decl, info, node)) yield site(kind, at, build);
}

function* sitesAt(decl: Decl, info: Info, node: Node): Iterable<readonly [string, Node, Builder]> {
  const { ast } = decl;
  const isNamedMap = (value: Node): boolean =>
    (ast.kind[value] === Kind.Ident || ast.kind[value] === Kind.SelectorExpr) &&
    info.objectOf(ast.kind[value] === Kind.Ident ? value : ast.b[value]!)?.kind === 'var' &&
    isMap(info.typeOf(value));
  switch (ast.kind[node]) {
    case Kind.AssignStmt: {
      const targets = nodesOf(ast, ast.a[node]!);
      const values = nodesOf(ast, ast.b[node]!);
      for (const [i, value] of values.entries()) {
        if (ast.kind[targets[i]!] === Kind.SelectorExpr && isNamedMap(value))
          yield ['keep clone', value, keepCloneFixes];
        if (ast.kind[value] === Kind.CallExpr && isMap(info.typeOf(value)) && isCallOfFunction(decl, info, value))
          yield ['borrowed clone', value, borrowedCloneFixes];
        if (ast.op[node] === Op.Define && underlying(info.typeOf(value)).kind === 'struct')
          yield ['fresh value', value, freshValueFixes];
        if (ast.op[node] === Op.Define && isStructValue(decl, info, value)) yield ['point to', value, pointToFixes];
      }
      for (const target of targets)
        if (ast.kind[target] === Kind.IndexExpr && isMap(info.typeOf(ast.a[target]!)))
          yield ['make map', ast.a[target]!, makeMapFixes];
      if (ast.kind[targets[0]!] === Kind.IndexExpr && isMap(info.typeOf(ast.a[targets[0]!]!)))
        yield ['deepen element', node, deepenElementFixes];
      return;
    }
    case Kind.KeyValueExpr:
      if (isNamedMap(ast.b[node]!)) yield ['keep clone', ast.b[node]!, keepCloneFixes];
      return;
    case Kind.ReturnStmt:
      for (const value of nodesOf(ast, ast.a[node]!)) {
        if (isNamedMap(value)) yield ['return clone', value, returnCloneFixes];
        if (isNamedMap(value)) yield ['return deep clone', value, deeply];
        if (isStructValue(decl, info, value)) yield ['clone method', value, cloneMethodFixes];
      }
      return;
    case Kind.CallExpr: {
      yield* sitesAtCall(decl, info, node, isNamedMap);
      return;
    }
    case Kind.RangeStmt:
      if (ast.b[node] !== 0) yield ['range by index', ast.b[node]!, rangeByIndexFixes];
      return;
    case Kind.UnaryExpr:
      if (ast.op[node] === Op.And && ast.kind[ast.a[node]!] === Kind.Ident)
        yield ['per iteration', node, perIterationFixes];
      return;
    default:
  }
}

function* sitesAtCall(
  decl: Decl,
  info: Info,
  call: Node,
  isNamedMap: (value: Node) => boolean,
): Iterable<readonly [string, Node, Builder]> {
  const { ast } = decl;
  if (!isCallOfFunction(decl, info, call)) return;
  const fun = ast.a[call]!;
  const text = decl.text.slice(ast.start[fun], ast.end[fun]);
  if (/\.(Store|Delete)$/.test(text)) {
    for (const load of loadsBefore(decl, call))
      yield ['atomic step', call, (pass, own) => atomicStepFixes(pass, own, load, call)];
  }
  if (text === 'maps.Clone') yield ['deepen clone', call, deepenCloneFixes];
  if (text === 'maps.Copy') yield ['deepen copy', call, deepenCopyFixes];
  for (const value of nodesOf(ast, ast.b[call]!)) {
    if (isNamedMap(value)) {
      if (text === 'context.WithValue') yield ['context clone', value, contextCloneFixes];
      else yield ['pass clone', value, passCloneFixes];
      yield ['pass deep clone', value, deeply];
    }
    if (isStructValue(decl, info, value)) yield ['clone method', value, cloneMethodFixes];
  }
}

const deeply: Builder = (pass, decl, node) =>
  cloneValueFixes(pass, { decl, node, verb: 'Hand on a clone of', deep: true });

/** Calls of `Load` that stand before the call in its declaration. */
function loadsBefore({ ast, first, last, text }: Decl, call: Node): readonly Node[] {
  const found: Node[] = [];
  for (let node = first; node < last; node++) {
    if (ast.kind[node] !== Kind.CallExpr || ast.start[node]! >= ast.start[call]!) continue;
    if (text.slice(ast.start[ast.a[node]!], ast.end[ast.a[node]!]).endsWith('.Load')) found.push(node);
  }
  return found;
}

function isCallOfFunction({ ast }: Decl, info: Info, call: Node): boolean {
  const mode = info.modeOf(ast.a[call]!);
  return mode !== 'type' && mode !== 'builtin';
}

/** A variable, or what a pointer points to: copied where it stands. */
function isStructValue({ ast }: Decl, info: Info, value: Node): boolean {
  return info.modeOf(value) === 'variable' && underlying(info.typeOf(value)).kind === 'struct' && ast.kind[value] !== 0;
}
