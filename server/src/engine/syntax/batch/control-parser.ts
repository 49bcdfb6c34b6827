/**
 * Parses the statements with control clauses: `if`, `switch`, `select` and `for`. Spec: "Statements". `else if` chains
 * take no stack, however long.
 */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { SimpleStatementParser } from './simple-statement-parser.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';

export abstract class ControlParser extends SimpleStatementParser {
  protected abstract statementList(): NodeList;

  /** An `if` and its `else if`s: each waits as four numbers for what follows it. */
  protected ifStmt(): Node {
    const { tree } = this;
    const height = tree.height;
    let otherwise: Node = 0;
    do {
      tree.push(this.expect(Token.If));
      this.ifHeader();
      tree.push(this.block());
      if (!this.got(Token.Else)) {
        this.expectSemicolon();
      } else if (!this.at(Token.If)) {
        otherwise = this.block();
        this.expectSemicolon();
      } else {
        continue;
      }
      break;
    } while (this.at(Token.If));
    for (let i = tree.height - 4; i >= height; i -= 4) {
      const [start, init, cond, body] = tree.pending.subarray(i, i + 4) as unknown as [number, Node, Node, Node];
      otherwise = tree.node(Kind.IfStmt, Op.None, start, tree.end[otherwise || body]!, init, cond, body, otherwise);
    }
    tree.height = height;
    return otherwise;
  }

  protected switchStmt(): Node {
    const { tree } = this;
    const start = this.tokStart;
    let init: Node = 0;
    let tag: Node = 0;
    this.next();
    const level = this.exprLevel;
    this.exprLevel = -1;
    if (!this.at(Token.LeftBrace)) {
      if (!this.at(Token.Semicolon)) tag = this.simpleStmt();
      if (this.got(Token.Semicolon)) {
        init = tag;
        tag = this.at(Token.LeftBrace) ? 0 : this.simpleStmt();
      }
    }
    this.exprLevel = level;
    const isTypeSwitch = tag !== 0 && this.isTypeSwitchGuard(tag);
    if (!isTypeSwitch) tag = this.expressionOf(tag);
    const body = this.clauses(false);
    const kind = isTypeSwitch ? Kind.TypeSwitchStmt : Kind.SwitchStmt;
    return tree.node(kind, Op.None, start, tree.end[body]!, init, tag, body);
  }

  protected selectStmt(): Node {
    const start = this.tokStart;
    this.next();
    const body = this.clauses(true);
    return this.tree.node(Kind.SelectStmt, Op.None, start, this.tree.end[body]!, body);
  }

  protected forStmt(): Node {
    const { tree } = this;
    const start = this.tokStart;
    const height = tree.height;
    this.next();
    const level = this.exprLevel;
    this.exprLevel = -1;
    let init: Node = 0;
    let cond: Node = 0;
    let post: Node = 0;
    if (this.at(Token.Range)) return this.rangeStmt(start, height, Op.None, level);
    if (!this.at(Token.LeftBrace)) {
      if (!this.at(Token.Semicolon)) {
        this.pushExpressions();
        const op = this.tok as Op;
        if (op === Op.Assign || op === Op.Define) {
          this.next();
          if (this.at(Token.Range)) return this.rangeStmt(start, height, op, level);
          cond = this.assignStmt(height, op);
        } else {
          cond = this.simpleStmtFrom(height);
        }
      }
      if (this.got(Token.Semicolon)) {
        init = cond;
        cond = this.at(Token.Semicolon) ? 0 : this.simpleStmt();
        this.expect(Token.Semicolon);
        if (!this.at(Token.LeftBrace)) post = this.simpleStmt();
      }
    }
    cond = this.expressionOf(cond);
    this.exprLevel = level;
    const body = this.block();
    this.expectSemicolon();
    return tree.node(Kind.ForStmt, Op.None, start, tree.end[body]!, init, cond, post, body);
  }

  /** Pushes the initialisation, or 0, and the condition. */
  private ifHeader(): void {
    const { tree } = this;
    const level = this.exprLevel;
    this.exprLevel = -1;
    let init: Node = 0;
    let cond: Node = 0;
    if (this.tok !== Token.Semicolon) cond = this.simpleStmt();
    if (this.at(Token.Semicolon)) {
      this.next();
      init = cond;
      cond = this.simpleStmt();
    }
    tree.push(init);
    tree.push(this.expressionOf(cond));
    this.exprLevel = level;
  }

  /** The expression that a statement in a header consists of; 0 if there is no statement. */
  private expressionOf(statement: Node): Node {
    const { tree } = this;
    if (statement === 0) return 0;
    if (tree.kind[statement] !== Kind.ExprStmt) throw syntaxError;
    const x = tree.a[statement]!;
    if (statement === tree.count - 1) tree.drop();
    return x;
  }

  /** Whether a statement is `x.(type)` or `v := x.(type)`. */
  private isTypeSwitchGuard(statement: Node): boolean {
    const { tree } = this;
    const isAssert = (x: Node): boolean => tree.kind[x] === Kind.TypeAssertExpr && tree.b[x] === 0;
    if (tree.kind[statement] === Kind.ExprStmt) return isAssert(tree.a[statement]!);
    if (tree.kind[statement] !== Kind.AssignStmt || tree.op[statement] !== Op.Define) return false;
    const lhs = tree.a[statement]!;
    const rhs = tree.b[statement]!;
    return tree.lengthOf(lhs) === 1 && tree.lengthOf(rhs) === 1 && isAssert(tree.itemOf(rhs, 0));
  }

  /** The block of clauses that ends a switch or select statement. */
  private clauses(areComm: boolean): Node {
    const { tree } = this;
    const start = this.expect(Token.LeftBrace);
    const height = tree.height;
    while (this.tok === Token.Case || this.tok === Token.Default) tree.push(this.clause(areComm));
    const end = this.tokEnd;
    this.expect(Token.RightBrace);
    this.expectSemicolon();
    return tree.node(Kind.BlockStmt, Op.None, start, end, tree.list(height));
  }

  private clause(isComm: boolean): Node {
    const { tree } = this;
    const start = this.tokStart;
    const isDefault = this.tok === Token.Default;
    this.next();
    // Of a CaseClause a list of expressions, of a CommClause a statement.
    const guard = isDefault ? 0 : isComm ? this.commStmt() : this.expressionList();
    const colonEnd = this.tokEnd;
    this.expect(Token.Colon);
    const body = this.statementList();
    const end = body === 0 ? colonEnd : tree.end[tree.itemOf(body, tree.lengthOf(body) - 1)]!;
    const kind = isComm ? Kind.CommClause : Kind.CaseClause;
    return tree.node(kind, isDefault ? Op.Default : Op.None, start, end, guard, body);
  }

  /** A send statement, or a receive operation with or without an assignment of one or two values. */
  private commStmt(): Node {
    const { tree } = this;
    const height = tree.height;
    this.pushExpressions();
    const op = this.tok as Op;
    if (op === Op.Assign || op === Op.Define) {
      if (tree.height > height + 2) throw syntaxError;
      const lhs = tree.list(height);
      this.next();
      const rhs = this.expression();
      tree.push(rhs);
      const start = tree.start[tree.itemOf(lhs, 0)]!;
      return tree.node(Kind.AssignStmt, op, start, tree.end[rhs]!, lhs, tree.list(height));
    }
    const x = this.onlyPushed(height);
    if (op === Op.Arrow) return this.sendStmt(x);
    return tree.node(Kind.ExprStmt, Op.None, tree.start[x]!, tree.end[x]!, x);
  }

  /** From `range` on; the iteration variables, if any, are pushed above `height`. */
  private rangeStmt(start: number, height: number, op: Op, level: number): Node {
    const { tree } = this;
    const count = tree.height - height;
    if (count > 2) throw syntaxError;
    const key = count > 0 ? tree.pending[height]! : 0;
    const value = count > 1 ? tree.pending[height + 1]! : 0;
    tree.height = height;
    this.next();
    const x = this.expression();
    this.exprLevel = level;
    const body = this.block();
    this.expectSemicolon();
    return tree.node(Kind.RangeStmt, op, start, tree.end[body]!, key, value, x, body);
  }
}
