/**
 * Parses a file and cuts it into declarations. Spec: "Source file organization". A declaration starts at the comments
 * directly above it, and what follows it, up to the next one, is its own.
 */
import { Op } from '../ast.js';
import type { Ast, Node } from '../ast.js';
import { textOf } from '../names.js';
import type { Decl, SourceFile } from '../source-file.js';
import { DeclarationParser } from './declaration-parser.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';

export interface ParseMode {
  /** Whether function bodies are parsed; where not, `FuncDecl.Body` is 0 and errors inside go unseen. */
  readonly bodies: boolean;
}

export class FileParser extends DeclarationParser {
  /** The tree of a file; throws `syntaxError`. */
  parse(path: string, text: string, mode: ParseMode): SourceFile {
    this.open(text);
    this.tree.reset();
    this.bodies = mode.bodies;
    this.exprLevel = 0;
    this.depth = 0;
    this.next();
    const packageEnd = this.expect(Token.Package);
    const packageName = textOf(this.tokName);
    this.expect(Token.Ident);
    this.expectSemicolon();
    const roots: Node[] = [];
    const firsts: Node[] = [];
    const starts: number[] = [];
    let importsOk = true;
    while (this.tok !== Token.End) {
      importsOk &&= this.tok === Op.Import;
      firsts.push(this.tree.count);
      starts.push(this.declStart());
      roots.push(this.declaration(importsOk));
    }
    firsts.push(this.tree.count);
    const origins = Int32Array.from(starts);
    const ast = this.tree.finish(firsts, origins);
    return { path, text, packageName, decls: this.decls(ast, roots, firsts, origins), starts: origins, packageEnd };
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

  /** Where the declaration at the present token starts: at the comments above it that no blank line keeps off. */
  private declStart(): number {
    let start = this.tokStart;
    for (let i = this.commentsEnd - 2; i >= 0 && this.adjoins(this.comments[i + 1]!, start); i -= 2) {
      if (!this.startsLine(this.comments[i]!)) break;
      start = this.comments[i]!;
    }
    return start;
  }

  /** Whether nothing but blanks and at most one newline stands between two offsets. */
  private adjoins(end: number, start: number): boolean {
    let newlines = 0;
    for (let p = end; p < start; p++) {
      const unit = this.text.charCodeAt(p);
      if (unit === 10) newlines++;
      else if (unit !== 32 && unit !== 9 && unit !== 13) return false;
      if (newlines > 1) return false;
    }
    return true;
  }

  private startsLine(start: number): boolean {
    for (let p = start - 1; p >= 0; p--) {
      const unit = this.text.charCodeAt(p);
      if (unit === 10) return true;
      if (unit !== 32 && unit !== 9 && unit !== 0xfeff) return false;
    }
    return true;
  }

  private decls(ast: Ast, roots: readonly Node[], firsts: readonly Node[], starts: Int32Array): Decl[] {
    const { comments, commentsEnd, text } = this;
    let comment = 0;
    return roots.map((root, i) => {
      const start = starts[i]!;
      const end = i + 1 < starts.length ? starts[i + 1]! : text.length;
      while (comment < commentsEnd && comments[comment]! < start) comment += 2;
      const first = comment;
      while (comment < commentsEnd && comments[comment]! < end) comment += 2;
      const own = comment === first ? noComments : comments.slice(first, comment);
      for (let k = 0; k < own.length; k++) own[k]! -= start;
      return new FileDecl(ast, root, firsts[i]!, firsts[i + 1]!, own, text, start, end);
    });
  }
}

const noComments = new Int32Array(0);

/** A declaration whose text is cut from its file's when asked for. */
class FileDecl implements Decl {
  constructor(
    readonly ast: Ast,
    readonly root: Node,
    readonly first: Node,
    readonly last: Node,
    readonly comments: Int32Array,
    private readonly source: string,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get text(): string {
    return this.source.slice(this.from, this.to);
  }

  get damaged(): boolean {
    return false;
  }
}
