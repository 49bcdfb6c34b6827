/**
 * Rewrite that gives a struct type a `Clone` method, which copies every map and slice that it holds, and calls it where a
 * value is copied: `out := c` becomes `out := c.Clone()`.
 *
 * Only for types declared in the package at its top level, without a `Clone` of their own and without locks. The receiver
 * is a value, which is a copy already: the method makes its parts its own and returns it.
 */
import type { FileEdit, SuggestedFix } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { shortText } from '../rules/pass.js';
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import type { Decl } from '../syntax/source-file.js';
import { lookupFieldOrMethod, underlying, type Named, type Type } from '../types/index.js';
import { calledOn, operandOf } from './expressions.js';
import { hasMethodLeftOut } from './left-out.js';
import { holdsLock } from './locks.js';
import { ownParts, sharesParts } from './own-parts.js';
import { insert, lineEnd, placeOf, startsLine, type Place } from './place.js';
import { quickFix } from './quick-fix.js';

/** At an expression whose value, of a struct type, is copied. */
export function cloneMethodFixes(pass: Pass, decl: Decl, node: Node): readonly SuggestedFix[] {
  const place = placeOf(pass, decl);
  if (!place) return [];
  const source = operandOf(place, node);
  const type = place.info.typeOf(source);
  // A conversion to another type would copy the one and call for the other.
  if (type.kind !== 'named' || place.info.typeOf(node) !== type) return [];
  const method = cloneMethod(pass, type);
  if (!method) return [];
  const edits = [...calledOn(place, pointerOf(place, source), method.name), ...method.edits];
  const title = `Copy ${shortText({ decl, node: source })} by a new method ${type.obj.name}.${method.name}`;
  const confirm = `Adds a method to ${type.obj.name}`;
  return [quickFix(pass, { title, edits: withoutStar(place, source, edits), applicability: 'unsafe', confirm })];
}

interface NewMethod {
  readonly name: string;
  readonly edits: readonly FileEdit[];
}

/** The declaration of the method, below that of the type. */
export function cloneMethod(pass: Pass, type: Type): NewMethod | undefined {
  const name = 'Clone';
  const named = type.kind === 'named' ? type.origin : undefined;
  const struct = named && underlying(named);
  if (!named || struct?.kind !== 'struct' || holdsLock(named) || !sharesParts(pass, named)) return undefined;
  if (lookupFieldOrMethod(named, name, pass.pkg.path) || hasMethodLeftOut(pass, name)) return undefined;
  const declared = declarationOf(pass, named);
  if (!declared) return undefined;
  const { place, spec } = declared;
  const recv = receiverName(pass, named);
  const parts = ownParts(place, spec, recv, named, true);
  if (!parts || parts.lines.length === 0) return undefined;
  const params = named.typeParams.map(({ obj }) => obj.name);
  if (params.includes(recv) || params.includes('_')) return undefined;
  const own = named.obj.name + (params.length > 0 ? `[${params.join(', ')}]` : '');
  const lines = [
    `// ${name} returns a copy of ${recv} with maps and slices of its own.`,
    `func (${recv} ${own}) ${name}() ${own} {`,
    ...parts.lines.map((line) => `\t${line}`),
    `\treturn ${recv}`,
    '}',
  ];
  const { ast, root } = place.decl;
  const at = insert(place, lineEnd(place, ast.end[root]!), `\n\n${lines.join('\n')}`);
  return { name, edits: [at, ...parts.edits] };
}

function declarationOf(pass: Pass, named: Named): { readonly place: Place; readonly spec: Node } | undefined {
  const { origin } = named.obj;
  const place = origin && placeOf(pass, origin.decl);
  if (!place || named.obj.pkg !== pass.pkg.path || pass.pkg.lookup(named.obj.name) !== named.obj) return undefined;
  const { ast, decl } = place;
  if (ast.kind[decl.root] !== Kind.GenDecl) return undefined;
  const spec = [...nodesOf(ast, ast.a[decl.root]!)].find((each) => ast.a[each] === origin.node);
  return spec === undefined || !startsLine(place, ast.start[decl.root]!) ? undefined : { place, spec };
}

/** As the type's other methods call it; else its first letter. */
function receiverName(pass: Pass, named: Named): string {
  for (const func of pass.pkg.funcs) {
    const recv = func.type.recv;
    const of = recv?.type.kind === 'pointer' ? recv.type.elem : recv?.type;
    if (recv && recv.name !== '' && recv.name !== '_' && of?.kind === 'named' && of.origin === named) return recv.name;
  }
  const letter = [...named.obj.name][0]!.toLowerCase();
  return /^\p{L}$/u.test(letter) ? letter : 'x';
}

/** `*p` is copied: the method can be called on `p`. */
function pointerOf({ ast }: Place, source: Node): Node {
  const inner = ast.kind[source] === Kind.StarExpr ? ast.a[source]! : source;
  return ast.kind[inner] === Kind.Ident || ast.kind[inner] === Kind.SelectorExpr ? inner : source;
}

function withoutStar(place: Place, source: Node, edits: readonly FileEdit[]): readonly FileEdit[] {
  const inner = pointerOf(place, source);
  if (inner === source) return edits;
  const { ast, start, file } = place;
  return [
    { file: file.path, start: start + ast.start[source]!, end: start + ast.start[inner]!, newText: '' },
    ...edits.filter(({ start: from, newText }) => newText !== '' || from !== start + ast.start[inner]!),
  ];
}
