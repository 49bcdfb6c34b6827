/**
 * Parses statements without blocks of their own: simple statements, calls and branches. Spec: "Statements". Expressions
 * wait on the tree's stack until what follows them shows which statement they belong to.
 */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { ExpressionParser } from './expression-parser.js';
import { syntaxError } from './source-reader.js';
import { Token, assigns } from './tokens.js';

export abstract class SimpleStatementParser extends ExpressionParser {
  protected simpleStmt(): Node {
    const height = this.tree.height;
    this.pushExpressions();
    return this.simpleStmtFrom(height);
  }

  protected pushExpressions(): void {
    do this.tree.push(this.expression());
    while (this.got(Token.Comma));
  }

  /** The simple statement that starts with the expressions pushed above `height`. */
  protected simpleStmtFrom(height: number): Node {
    const { tree } = this;
    const op = this.tok as Op;
    if (assigns[op] !== 0) {
      this.next();
      return this.assignStmt(height, op);
    }
    const x = this.onlyPushed(height);
    if (op === Op.Inc || op === Op.Dec) {
      const end = this.tokEnd;
      this.next();
      return tree.node(Kind.IncDecStmt, op, tree.start[x]!, end, x);
    }
    if (op === Op.Arrow) return this.sendStmt(x);
    return tree.node(Kind.ExprStmt, Op.None, tree.start[x]!, tree.end[x]!, x);
  }

  /** From the right-hand side on; the left-hand side is pushed. */
  protected assignStmt(height: number, op: Op): Node {
    const { tree } = this;
    const lhs = tree.list(height);
    const rhs = this.expressionList();
    const start = tree.start[tree.itemOf(lhs, 0)]!;
    const end = tree.end[tree.itemOf(rhs, tree.lengthOf(rhs) - 1)]!;
    return tree.node(Kind.AssignStmt, op, start, end, lhs, rhs);
  }

  /** Pops the expression above `height`; there must be one only. */
  protected onlyPushed(height: number): Node {
    if (this.tree.height !== height + 1) throw syntaxError;
    this.tree.height = height;
    return this.tree.pending[height]!;
  }

  protected sendStmt(channel: Node): Node {
    const { tree } = this;
    this.next();
    const value = this.expression();
    return tree.node(Kind.SendStmt, Op.None, tree.start[channel]!, tree.end[value]!, channel, value);
  }

  protected callStmt(kind: Kind.GoStmt | Kind.DeferStmt): Node {
    const { tree } = this;
    const start = this.tokStart;
    this.next();
    const call = this.expression();
    if (tree.kind[call] !== Kind.CallExpr) throw syntaxError;
    this.expectSemicolon();
    return tree.node(kind, Op.None, start, tree.end[call]!, call);
  }

  protected returnStmt(): Node {
    const { tree } = this;
    const start = this.tokStart;
    let end = this.tokEnd;
    let results: NodeList = 0;
    this.next();
    if (!this.at(Token.Semicolon) && !this.at(Token.RightBrace)) {
      results = this.expressionList();
      end = tree.end[tree.itemOf(results, tree.lengthOf(results) - 1)]!;
    }
    this.expectSemicolon();
    return tree.node(Kind.ReturnStmt, Op.None, start, end, results);
  }

  protected branchStmt(op: Op): Node {
    const { tree } = this;
    const start = this.tokStart;
    let end = this.tokEnd;
    let label: Node = 0;
    this.next();
    if (op === Op.Goto || (op !== Op.Fallthrough && this.at(Token.Ident))) {
      label = this.identifier();
      end = tree.end[label]!;
    }
    this.expectSemicolon();
    return tree.node(Kind.BranchStmt, op, start, end, label);
  }
}
