/** Parses blocks and their statements. Spec: "Blocks", "Statements". Needs declarations from a subclass. */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { ControlParser } from './control-parser.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';

export abstract class StatementParser extends ControlParser {
  /** A declaration of constants, types or variables. */
  protected abstract genDecl(keyword: Op): Node;

  protected override block(): Node {
    const start = this.expect(Token.LeftBrace);
    const list = this.statementList();
    const end = this.tokEnd;
    this.expect(Token.RightBrace);
    return this.tree.node(Kind.BlockStmt, Op.None, start, end, list);
  }

  protected override statementList(): NodeList {
    const { tree } = this;
    const height = tree.height;
    while (this.tok !== Token.RightBrace && this.tok !== Token.Case && this.tok !== Token.Default) {
      tree.push(this.statement());
    }
    return tree.list(height);
  }

  private statement(): Node {
    this.enter();
    const node = this.statementByToken();
    this.leave();
    return node;
  }

  private statementByToken(): Node {
    const { tree } = this;
    const start = this.tokStart;
    switch (this.tok) {
      case Op.Const:
      case Op.Type:
      case Op.Var: {
        const decl = this.genDecl(this.tok);
        return tree.node(Kind.DeclStmt, Op.None, start, tree.end[decl]!, decl);
      }
      case Token.Go:
        return this.callStmt(Kind.GoStmt);
      case Token.Defer:
        return this.callStmt(Kind.DeferStmt);
      case Token.Return:
        return this.returnStmt();
      case Op.Break:
      case Op.Continue:
      case Op.Goto:
      case Op.Fallthrough:
        return this.branchStmt(this.tok);
      case Token.LeftBrace: {
        const block = this.block();
        this.expectSemicolon();
        return block;
      }
      case Token.If:
        return this.ifStmt();
      case Token.Switch:
        return this.switchStmt();
      case Token.Select:
        return this.selectStmt();
      case Token.For:
        return this.forStmt();
      case Token.Semicolon: {
        const isWritten = this.text.charCodeAt(start) === 59;
        this.next();
        return tree.node(Kind.EmptyStmt, isWritten ? Op.None : Op.Implicit, start, start + (isWritten ? 1 : 0));
      }
      case Token.RightBrace: // after a label
        return tree.node(Kind.EmptyStmt, Op.Implicit, start, start);
      case Op.Tilde:
        throw syntaxError;
      default:
        return this.labeledOrSimpleStmt();
    }
  }

  private labeledOrSimpleStmt(): Node {
    const { tree } = this;
    const height = tree.height;
    this.pushExpressions();
    if (this.tok !== Token.Colon) {
      const simple = this.simpleStmtFrom(height);
      this.expectSemicolon();
      return simple;
    }
    const label = this.onlyPushed(height);
    if (tree.kind[label] !== Kind.Ident) throw syntaxError;
    this.next();
    const statement = this.statement();
    return tree.node(Kind.LabeledStmt, Op.None, tree.start[label]!, tree.end[statement]!, label, statement);
  }
}
