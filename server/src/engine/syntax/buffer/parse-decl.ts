/**
 * Makes declarations of a piece of text that the splitter cut out: parses it, repaired where that helps, and lowers
 * the best tree. Needs the grammar; the result depends on the text alone. Always gives something: where no declaration
 * can be recognized, a BadDecl.
 */
import type { Node } from '../ast.js';
import { Kind, Op } from '../ast.js';
import type { Decl } from '../source-file.js';
import { walk } from '../walk.js';
import { bestAttempt, settled } from './attempt.js';
import type { ConcreteTree } from './concrete.js';
import type { Grammar } from './grammar.js';
import { parseFile } from '../batch/parse-file.js';
import { funcHeader } from './header.js';
import { lowerAll } from './lower.js';
import { statements } from './lower-stmts.js';
import { Lowering } from './lowering.js';
import { closed, methodTypeParamsAlone, withoutMethodTypeParams } from './repair.js';
import { skipElement, skipToToken } from './scan.js';
import { Sym } from './symbols.js';

/** A declaration and where it starts in the text that was given. */
export interface PlacedDecl {
  readonly decl: Decl;
  readonly offset: number;
}

/** The declarations of a piece of text that begins with a comment or a token and ends with one. */
export function parseDecls(grammar: Grammar, text: string): readonly PlacedDecl[] {
  const borders = lowerPiece(grammar, text, true);
  if (borders === undefined) return [{ decl: acceptedDecl(text) ?? finishDecl(text), offset: 0 }];
  return borders.map((start, i) => {
    const piece = text.slice(start, borders[i + 1] ?? text.length).trimEnd();
    lowerPiece(grammar, piece, false);
    return { decl: acceptedDecl(piece) ?? finishDecl(piece), offset: start };
  });
}

/** The declaration if it is right, though the grammar saw an error in it: then the parser of files on disk knows better. */
function acceptedDecl(text: string): Decl | undefined {
  if (!piece.damaged) return undefined;
  const file = parseFile('', `package p\n${text}`, { bodies: true });
  const only = file?.decls.length === 1 ? file.decls[0] : undefined;
  return only?.text === text ? only : undefined;
}

/** A declaration without a tree: text that holds comments only. */
export function commentDecl(text: string): Decl {
  l.out.clear();
  piece = { root: 0, comments: commentsOf(text), damaged: false };
  return finishDecl(text);
}

const l = new Lowering();

/** What the piece lowered last became; its nodes are in `l.out`. */
let piece: { readonly root: Node; readonly comments: readonly number[]; readonly damaged: boolean };

function finishDecl(text: string): Decl {
  const { root, comments, damaged } = piece;
  if (damaged) dropUnreachable(root);
  const ast = l.out.finish();
  if (damaged) keepInside(ast, text.length);
  return { ast, root, first: 1, last: ast.count, text, comments: Int32Array.from(comments), damaged };
}

/** What a repair makes up may stand beyond the end, or end before it starts: it covers nothing then. */
function keepInside({ start, end, count }: Decl['ast'], length: number): void {
  for (let node = 1; node < count; node++) {
    end[node] = Math.min(end[node]!, length);
    start[node] = Math.min(start[node]!, end[node]!);
  }
}

/**
 * Lowers a piece of text into `l.out` and `piece`.
 * @returns where it has several declarations, and `mayDivide`, nothing is lowered: the offsets where each begins
 */
function lowerPiece(grammar: Grammar, text: string, mayDivide: boolean): readonly number[] | undefined {
  l.out.clear();
  const attempt = bestAttempt(grammar, text);
  if (attempt === undefined) {
    piece = { root: badDecl(text), comments: commentsOf(text), damaged: true };
    return undefined;
  }
  const { tree, damaged } = attempt;
  const header = funcHeader(text);
  // What is blanked for the grammar may hold comments.
  const comments = (header?.methodTypeParams ?? 0) > 0 ? commentsOf(text) : tree.comments;
  l.begin(tree, text);
  lowerAll(l);
  const decls = topLevel(tree);
  if (mayDivide && decls.length > 1) {
    const ranges = decls.map((decl) => [l.out.start[decl]!, l.out.end[decl]!] as const);
    const all = dividedAt(text, ranges);
    const borders = damaged ? credible(text, all) : all;
    if (borders.length > 1) return borders;
  }
  const first = decls[0] ?? 0;
  let root = first;
  if (
    header !== undefined &&
    (first === 0 || l.out.kind[first] !== Kind.FuncDecl || l.out.start[first] !== header.start)
  ) {
    root = recoverFunc(grammar, text, header.start, header.body);
  } else if (damaged && header !== undefined && header.body >= 0) {
    root = withOwnHeader(grammar, text, first, header.start, header.body);
  } else if (first === 0 && skipToToken(text, 0) < text.length) root = badDecl(text);
  if (header !== undefined && header.methodTypeParams > 0 && root !== 0 && l.out.kind[root] === Kind.FuncDecl) {
    addMethodTypeParams(grammar, text, root);
  }
  piece = { root, comments, damaged: damaged || root !== first };
  return undefined;
}

/** The declarations that the root's children became. */
function topLevel(tree: ConcreteTree): readonly Node[] {
  const decls: Node[] = [];
  for (let child = tree.first(1); child !== 0; child = tree.next[child]!) {
    const node = l.results[child]!;
    if (node !== 0 && tree.sym[child] !== Sym.Error && l.out.kind[node]! >= Kind.GenDecl) decls.push(node);
  }
  return decls;
}

/**
 * The borders that are credible in half-typed code, where recovery takes statements for declarations: at the beginning
 * of a line, outside of all brackets, and indented no more than any line but the first.
 */
function credible(text: string, borders: readonly number[]): readonly number[] {
  const lines = text.split('\n').slice(1);
  const indentations = lines.flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  const least = Math.min(...indentations);
  let depth = 0;
  let i = 0;
  return borders.filter((border) => {
    for (; i < border; i = skipElement(text, i)) {
      const c = text.charCodeAt(i);
      if (c === 40 || c === 91 || c === 123) depth++;
      else if (c === 41 || c === 93 || c === 125) depth--;
    }
    const before = text.slice(text.lastIndexOf('\n', border - 1) + 1, border);
    return border === 0 || (depth === 0 && before.trim() === '' && before.length <= least);
  });
}

/** Where to divide a text that holds several declarations: at the comment or token after each one and its semicolon. */
function dividedAt(text: string, ranges: readonly (readonly [number, number])[]): readonly number[] {
  const borders = [0];
  for (let i = 0; i + 1 < ranges.length; i++) {
    let border = ranges[i]![1];
    while (border < ranges[i + 1]![0] && (text.charCodeAt(border) <= 32 || text.charCodeAt(border) === 59)) border++;
    borders.push(border);
  }
  return borders;
}

/**
 * A function whose tree was lost in an error: its header is parsed with an empty body, and its body alone. So what is
 * typed in a body never changes the header.
 */
function recoverFunc(grammar: Grammar, text: string, start: number, body: number): Node {
  l.out.clear();
  const decl = headerAlone(grammar, text, body);
  if (decl === 0) return badDecl(text);
  l.out.end[decl] = text.length;
  l.out.d[decl] = body < 0 || body - start < 8 ? 0 : recoverBody(grammar, text, body);
  return decl;
}

/** A function with an error somewhere: nor does an error that left its tree whole change its header. */
function withOwnHeader(grammar: Grammar, text: string, damaged: Node, start: number, body: number): Node {
  if (l.out.d[damaged] === 0) return recoverFunc(grammar, text, start, body);
  const decl = headerAlone(grammar, text, body);
  if (decl === 0) return damaged;
  l.out.end[decl] = l.out.end[damaged]!;
  l.out.d[decl] = l.out.d[damaged]!;
  return decl;
}

/** Lowers a function's header with an empty body, besides what has been lowered; 0 if that gives no function. */
function headerAlone(grammar: Grammar, text: string, body: number): Node {
  const headerText = withoutMethodTypeParams(body < 0 ? text : text.slice(0, body));
  const repaired = {
    text: `${headerText}{}\n`,
    insertions: [{ at: headerText.length, text: '{}\n' }],
  };
  const tree = settled(grammar.parse(repaired.text), repaired);
  if (tree === undefined) return 0;
  l.begin(tree, text);
  lowerAll(l);
  const decl = topLevel(tree)[0] ?? 0;
  return decl !== 0 && l.out.kind[decl] === Kind.FuncDecl ? decl : 0;
}

function recoverBody(grammar: Grammar, text: string, body: number): Node {
  const alone = `${' '.repeat(body - 8)}func _()${text.slice(body)}`;
  const repaired = closed(alone);
  const tree = settled(grammar.parse(repaired.text), repaired);
  if (tree === undefined) return l.out.add(Kind.BlockStmt, Op.None, body, text.length);
  l.begin(tree, text);
  lowerAll(l);
  const decl = topLevel(tree)[0] ?? 0;
  if (decl !== 0 && l.out.kind[decl] === Kind.FuncDecl && l.out.d[decl] !== 0) return l.out.d[decl]!;
  return l.out.add(Kind.BlockStmt, Op.None, body, text.length, l.out.list(statements(l, 1)));
}

function addMethodTypeParams(grammar: Grammar, text: string, decl: Node): void {
  const alone = methodTypeParamsAlone(text);
  const tree = alone === undefined ? undefined : grammar.parse(alone);
  if (tree === undefined) return;
  l.begin(tree, text);
  lowerAll(l);
  const other = topLevel(tree)[0] ?? 0;
  if (other !== 0 && l.out.kind[other] === Kind.FuncDecl) l.out.a[l.out.c[decl]!] = l.out.a[l.out.c[other]!]!;
}

function badDecl(text: string): Node {
  return l.out.add(Kind.BadDecl, Op.None, skipToToken(text, 0), text.length);
}

function commentsOf(text: string): readonly number[] {
  const comments: number[] = [];
  for (let i = 0; i < text.length;) {
    const end = skipElement(text, i);
    if (text.charCodeAt(i) === 47 && end > i + 1) comments.push(i, end);
    i = end;
  }
  return comments;
}

/** Empties the rows of what was lowered but found no place in the tree. */
function dropUnreachable(root: Node): void {
  const { out } = l;
  const ast = out.finish();
  const reached = new Uint8Array(ast.count);
  walk(ast, root, (node) => {
    reached[node] = 1;
  });
  for (let row = 1; row < out.count; row++) if (reached[row] === 0) out.kind[row] = Kind.None;
}
