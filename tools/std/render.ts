/**
 * The declarations of a Go file as its importers need them: without comments, bodies and values of variables, each a text
 * of its own. A variable without a written type gets the one that the engine infers.
 */
import { Kind, lengthOf, nodesOf, Op, type Node } from '../../server/src/engine/syntax/ast.js';
import { textOf } from '../../server/src/engine/syntax/names.js';
import type { Decl, SourceFile } from '../../server/src/engine/syntax/source-file.js';
import { walk } from '../../server/src/engine/syntax/walk.js';
import { receiverBase } from '../../server/src/engine/types/declarations/package-names.js';

/** What stands or falls as a whole: a spec, a function, a group of constants that count. */
export interface Item {
  readonly keyword: 'const' | 'type' | 'var' | 'func';
  /** Package-level names it declares; of a method, none. */
  readonly names: readonly string[];
  /** The type whose method it is, and the method's name. */
  readonly receiver?: string;
  readonly method?: string;
  /** Of constants: counts by `iota` or repeats values, and so has to stay a group of its own. */
  readonly counts?: boolean;
  /** Without the keyword, but for functions; of a group, what stands between its parentheses. */
  readonly text: string;
}

/** @param typeOfVar the type of a package-level variable as the file would write it; undefined if it is not known. */
export function itemsOf(file: SourceFile, typeOfVar: (name: string) => string | undefined): readonly Item[] {
  return file.decls.flatMap((decl): readonly Item[] => {
    const { ast, root } = decl;
    if (root === 0) return [];
    if (ast.kind[root] === Kind.FuncDecl) return functionItem(decl);
    if (ast.kind[root] !== Kind.GenDecl) return [];
    switch (ast.op[root]) {
      case Op.Const:
        return constItems(decl);
      case Op.Type:
        return specsOf(decl).map((spec) => ({
          keyword: 'type',
          names: [nameText(decl, ast.a[spec]!)],
          text: compact(sourceOf(decl, spec)),
        }));
      case Op.Var:
        return specsOf(decl).flatMap((spec) => varItems(decl, spec, typeOfVar));
      default:
        return [];
    }
  });
}

function functionItem(decl: Decl): readonly Item[] {
  const { ast, root } = decl;
  const name = ast.b[root] === 0 ? '_' : nameText(decl, ast.b[root]!);
  const header = decl.text.slice(ast.start[root], ast.end[ast.c[root]!]);
  const text = compact(header);
  if (ast.a[root] !== 0) {
    return [{ keyword: 'func', names: [], receiver: textOf(receiverBase(decl)), method: name, text }];
  }
  return name === '_' || name === 'init' ? [] : [{ keyword: 'func', names: [name], text }];
}

/** Constants that count by `iota`, or repeat the values above them, have to stay together. */
function constItems(decl: Decl): readonly Item[] {
  const { ast, root } = decl;
  const specs = specsOf(decl);
  let counts = false;
  walk(ast, root, (node) => {
    if (ast.kind[node] === Kind.Ident && textOf(ast.a[node]!) === 'iota') counts = true;
  });
  if (counts || specs.some((spec) => lengthOf(ast, ast.c[spec]!) === 0)) {
    const names = specs.flatMap((spec) => namesOf(decl, spec));
    const text = specs.map((spec) => compact(sourceOf(decl, spec))).join('\n');
    return [{ keyword: 'const', names, counts: true, text }];
  }
  return specs.map((spec) => ({
    keyword: 'const',
    names: namesOf(decl, spec),
    text: compact(sourceOf(decl, spec)),
  }));
}

function varItems(decl: Decl, spec: Node, typeOfVar: (name: string) => string | undefined): readonly Item[] {
  const { ast } = decl;
  const written = ast.b[spec] === 0 ? undefined : compact(sourceOf(decl, ast.b[spec]!));
  return namesOf(decl, spec).flatMap((name): readonly Item[] => {
    const type = name === '_' ? undefined : (written ?? typeOfVar(name));
    return type === undefined ? [] : [{ keyword: 'var', names: [name], text: `${name} ${type}` }];
  });
}

function specsOf({ ast, root }: Decl): readonly Node[] {
  return [...nodesOf(ast, ast.a[root]!)];
}

function namesOf(decl: Decl, spec: Node): readonly string[] {
  return [...nodesOf(decl.ast, decl.ast.a[spec]!)].map((ident) => nameText(decl, ident));
}

function nameText({ ast }: Decl, ident: Node): string {
  return textOf(ast.a[ident]!);
}

function sourceOf({ ast, text }: Decl, node: Node): string {
  return text.slice(ast.start[node], ast.end[node]);
}

/** The same tokens with no comments and as few blanks as need be; lines end where they did, since that ends statements. */
function compact(source: string): string {
  const pieces =
    source.match(/`[^`]*`|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/.*|\/\*[^]*?\*\/|\s+|[^\s"'`/]+|\//g) ?? [];
  let text = '';
  let gap = '';
  for (const piece of pieces) {
    if (/^\s|^\/\/|^\/\*/.test(piece)) gap = gap === '\n' || piece.includes('\n') ? '\n' : ' ';
    else {
      text += needsGap(text, gap) ? gap + piece : piece;
      gap = '';
    }
  }
  return text;
}

function needsGap(before: string, gap: string): boolean {
  return gap !== '' && before !== '' && !(gap === '\n' && /[{(,\n]$/.test(before));
}
