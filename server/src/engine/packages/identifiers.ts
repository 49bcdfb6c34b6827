/** The names that a declaration mentions: a superset of what its meaning can depend on. */
import { Kind } from '../syntax/ast.js';
import type { Name } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';
import { walk } from '../syntax/walk.js';

export interface Mentions {
  /** Names that may be looked up in the package: all but selected ones (`x.name`) and names of fields and parameters. */
  readonly names: ReadonlySet<Name>;
  /** Selected names: those of other packages' objects are among them. */
  readonly selected: ReadonlySet<Name>;
}

interface DeclMentions {
  /** Of a function: what stands outside of its body. What the declared objects' types depend on. */
  readonly header: Mentions;
  readonly whole: Mentions;
}

const known = new WeakMap<Decl, DeclMentions>();

export function mentionsOf(decl: Decl): DeclMentions {
  let mentions = known.get(decl);
  if (mentions === undefined) known.set(decl, (mentions = collect(decl)));
  return mentions;
}

/** Whether the declaration mentions one of some names: in its header only, or anywhere. */
export function mentionsAny(decl: Decl, part: 'header' | 'whole', names: ReadonlySet<Name>): boolean {
  return mayMention(decl, names) && intersects(mentionsOf(decl)[part].names, names);
}

/** A quick look, with no regard to what an identifier is for: most declarations mention nothing of what has changed. */
function mayMention({ ast, first, last }: Decl, names: ReadonlySet<Name>): boolean {
  if (names.size === 0) return false;
  const { kind, a } = ast;
  for (let node = first; node < last; node++) if (kind[node] === Kind.Ident && names.has(a[node]!)) return true;
  return false;
}

export function intersects(x: ReadonlySet<Name>, y: ReadonlySet<Name>): boolean {
  const [small, large] = x.size < y.size ? [x, y] : [y, x];
  for (const name of small) if (large.has(name)) return true;
  return false;
}

function collect(decl: Decl): DeclMentions {
  const { ast, root } = decl;
  const isFunc = root !== 0 && ast.kind[root] === Kind.FuncDecl;
  const body = isFunc ? ast.d[root]! : 0;
  const header = mentionsBelow(decl, root, body);
  if (body === 0) return { header, whole: header };
  const inside = mentionsBelow(decl, body, 0);
  return {
    header,
    whole: {
      names: new Set([...header.names, ...inside.names]),
      selected: new Set([...header.selected, ...inside.selected]),
    },
  };
}

function mentionsBelow(decl: Decl, root: number, except: number): Mentions {
  const { ast } = decl;
  const names = new Set<Name>();
  const selected = new Set<Name>();
  const defining = new Set<number>();
  walk(ast, root, (node) => {
    if (node === except && except !== 0) return false;
    switch (ast.kind[node]!) {
      case Kind.Ident:
        if (!defining.has(node)) names.add(ast.a[node]!);
        break;
      case Kind.SelectorExpr:
        selected.add(ast.a[ast.b[node]!]!);
        defining.add(ast.b[node]!);
        break;
      case Kind.Field: {
        const list = ast.a[node]!;
        for (let i = 1; i <= ast.lists[list]!; i++) defining.add(ast.lists[list + i]!);
        break;
      }
    }
    return true;
  });
  return { names, selected };
}
