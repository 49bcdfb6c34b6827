/**
 * Parses a file and cuts it into declarations. Spec: "Source file organization". Comments that belong to none become
 * declarations without a root, so that no comment after the package clause is lost.
 */
import { Op } from '../ast.js';
import type { Ast, Node } from '../ast.js';
import { textOf } from '../names.js';
import type { Decl, SourceFile } from '../source-file.js';
import { cutBetween } from './cut.js';
import { DeclarationParser } from './declaration-parser.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';

export interface ParseMode {
  /** Whether function bodies are parsed; where not, `FuncDecl.Body` is 0 and errors inside go unseen. */
  readonly bodies: boolean;
}

export class FileParser extends DeclarationParser {
  /** Of each declaration: its root, its first row, where its text starts and ends. */
  private readonly roots: Node[] = [];
  private readonly firsts: Node[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** The tree of a file; throws `syntaxError`. */
  parse(path: string, text: string, mode: ParseMode): SourceFile {
    this.open(text);
    this.tree.reset();
    this.bodies = mode.bodies;
    this.exprLevel = 0;
    this.depth = 0;
    for (const column of [this.roots, this.firsts, this.starts, this.ends]) column.length = 0;
    this.next();
    const packageEnd = this.expect(Token.Package);
    const packageName = textOf(this.tokName);
    const clauseEnd = this.tokEnd;
    this.expect(Token.Ident);
    this.expectSemicolon();
    this.cutAfterClause(clauseEnd);
    let importsOk = true;
    while (this.tok !== Token.End) {
      importsOk &&= this.tok === Op.Import;
      this.firsts.push(this.tree.count);
      const root = this.declaration(importsOk);
      this.roots.push(root);
      this.cutAfterDecl(this.tree.end[root]!);
    }
    this.firsts.push(this.tree.count);
    const starts = Int32Array.from(this.starts);
    const ast = this.tree.finish(this.firsts, starts);
    return { path, text, packageName, decls: this.decls(ast), starts, packageEnd };
  }

  private declaration(importsOk: boolean): Node {
    switch (this.tok) {
      case Token.Func:
        return this.funcDecl();
      case Op.Const:
      case Op.Type:
      case Op.Var:
        return this.genDecl(this.tok);
      case Op.Import:
        if (importsOk) return this.genDecl(this.tok);
        throw syntaxError;
      default:
        throw syntaxError;
    }
  }

  /** Comments on the line of the package clause belong to no declaration. */
  private cutAfterClause(end: number): void {
    const from = this.afterSemicolon(end);
    this.cut(from, (contentEnd) => {
      if (contentEnd > from) this.looseComments(this.skipWhite(from), contentEnd);
    });
  }

  private cutAfterDecl(end: number): void {
    this.cut(this.afterSemicolon(end), (contentEnd) => this.ends.push(contentEnd));
  }

  /** Cuts between `from` and the present token, where the next declaration begins if it is not the end. */
  private cut(from: number, endContent: (end: number) => void): void {
    let first = this.commentsEnd;
    while (first > 0 && this.comments[first - 2]! >= from) first -= 2;
    const cut = cutBetween(this.text, this.comments, first, this.commentsEnd, from, this.tokStart);
    endContent(cut.contentEnd);
    if (cut.looseEnd > cut.looseStart) this.looseComments(cut.looseStart, cut.looseEnd);
    if (this.tok !== Token.End) this.starts.push(cut.nextStart);
  }

  private looseComments(start: number, end: number): void {
    this.roots.push(0);
    this.firsts.push(this.tree.count);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** The end of the semicolon that is written after `end`; `end` itself if none is. */
  private afterSemicolon(end: number): number {
    const p = this.skipBlanks(end);
    return this.codes[p] === 59 ? p + 1 : end;
  }

  private skipWhite(start: number): number {
    let p = start;
    while (this.codes[p]! <= 32) p++;
    return p;
  }

  private decls(ast: Ast): Decl[] {
    const { commentsEnd, text, firsts, starts, ends } = this;
    const comments = commentsEnd === 0 ? noComments : this.comments.slice(0, commentsEnd);
    const source = { text, comments };
    let comment = 0;
    return this.roots.map((root, i) => {
      const start = starts[i]!;
      const end = ends[i]!;
      while (comment < commentsEnd && comments[comment]! < start) comment += 2;
      const first = comment;
      while (comment < commentsEnd && comments[comment]! < end) comment += 2;
      return new FileDecl(ast, root, firsts[i]!, firsts[i + 1]!, source, start, end, first, comment);
    });
  }
}

const noComments = new Int32Array(0);

/** What the declarations of a file share. */
interface Source {
  readonly text: string;
  /** Of all comments, offsets in the file. */
  readonly comments: Int32Array;
}

/** A declaration whose text and comments are cut from its file's when asked for. */
class FileDecl implements Decl {
  constructor(
    readonly ast: Ast,
    readonly root: Node,
    readonly first: Node,
    readonly last: Node,
    private readonly source: Source,
    private readonly from: number,
    private readonly to: number,
    private readonly commentsFrom: number,
    private readonly commentsTo: number,
  ) {}

  get text(): string {
    return this.source.text.slice(this.from, this.to);
  }

  get comments(): Int32Array {
    const { source, commentsFrom, commentsTo } = this;
    if (commentsFrom === commentsTo) return noComments;
    return source.comments.subarray(commentsFrom, commentsTo).map((offset) => offset - this.from);
  }

  get damaged(): boolean {
    return false;
  }
}
