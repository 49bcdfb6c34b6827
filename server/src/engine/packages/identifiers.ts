/** The names that a declaration mentions: a superset of what its meaning can depend on. */
import { Kind } from '../syntax/ast.js';
import type { Name } from '../syntax/names.js';
import type { Decl } from '../syntax/source-file.js';

export interface Mentions {
  /** Names that may be looked up in the package: all but selected ones (`x.name`) and names of fields and parameters. */
  readonly names: ReadonlySet<Name>;
  /** Selected names: those of other packages' objects are among them. */
  readonly selected: ReadonlySet<Name>;
}

class DeclMentions {
  private headerMade: Mentions | undefined;
  private wholeMade: Mentions | undefined;

  constructor(private readonly decl: Decl) {}

  /** Of a function: what stands outside of its body. What the declared objects' types depend on. */
  get header(): Mentions {
    const { ast, root } = this.decl;
    const body = root !== 0 && ast.kind[root] === Kind.FuncDecl ? ast.d[root]! : 0;
    if (body === 0) return this.whole;
    return (this.headerMade ??= mentionsBefore(this.decl, ast.start[body]!));
  }

  get whole(): Mentions {
    return (this.wholeMade ??= mentionsBefore(this.decl, Infinity));
  }
}

const known = new WeakMap<Decl, DeclMentions>();

export function mentionsOf(decl: Decl): DeclMentions {
  let mentions = known.get(decl);
  if (mentions === undefined) known.set(decl, (mentions = new DeclMentions(decl)));
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

/** What nodes that start before an offset mention. */
function mentionsBefore({ ast, first, last }: Decl, offset: number): Mentions {
  const { kind, a, b, start, lists } = ast;
  const names = new Set<Name>();
  const selected = new Set<Name>();
  // Names that are defined or selected are identifiers too, and stand anywhere among the rows.
  const others = new Set<number>();
  for (let node = first; node < last; node++) {
    if (start[node]! >= offset) continue;
    if (kind[node] === Kind.SelectorExpr) {
      selected.add(a[b[node]!]!);
      others.add(b[node]!);
    } else if (kind[node] === Kind.Field) {
      const list = a[node]!;
      for (let i = 1; i <= lists[list]!; i++) others.add(lists[list + i]!);
    }
  }
  for (let node = first; node < last; node++) {
    if (kind[node] === Kind.Ident && start[node]! < offset && !others.has(node)) names.add(a[node]!);
  }
  return { names, selected };
}
