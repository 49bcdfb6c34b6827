/**
 * Parses expressions. Spec: "Expressions". Needs the bodies of function literals from a subclass. Chains (`a+b+…`,
 * `a.b().c…`) take no stack, however long; nesting is limited.
 */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { ParameterParser } from './parameter-parser.js';
import { syntaxError } from './source-reader.js';
import { Token, precedence } from './tokens.js';

export abstract class ExpressionParser extends ParameterParser {
  protected abstract block(): Node;

  /** An expression; a type too, even `[...]T`, where the syntax can't tell. */
  protected override expression(): Node {
    return this.binaryExpr(this.unaryExpr(), 1);
  }

  protected expressionList(): NodeList {
    const height = this.tree.height;
    do this.tree.push(this.expression());
    while (this.got(Token.Comma));
    return this.tree.list(height);
  }

  /** The binary expression that starts with the operand `x` and binds at least as tightly as `least`. */
  protected binaryExpr(x: Node, least: number): Node {
    const { tree } = this;
    for (;;) {
      const op = this.tok as Op;
      const binds = precedence[op]!;
      if (binds < least) return x;
      this.next();
      let y = this.unaryExpr();
      if (precedence[this.tok]! > binds) y = this.binaryExpr(y, binds + 1);
      x = tree.node(Kind.BinaryExpr, op, tree.start[x]!, tree.end[y]!, x, y);
    }
  }

  /** The primary expression that starts with the operand `x`. */
  protected primaryExpr(x: Node): Node {
    for (;;) {
      switch (this.tok) {
        case Token.Period:
          this.next();
          x = this.at(Token.LeftParen) ? this.typeAssertion(x) : this.selector(x);
          break;
        case Token.LeftBracket:
          x = this.indexOrSlice(x);
          break;
        case Token.LeftParen:
          x = this.call(x);
          break;
        case Token.LeftBrace:
          if (!this.startsLiteral(x)) return x;
          x = this.compositeLit(x);
          break;
        default:
          return x;
      }
    }
  }

  private unaryExpr(): Node {
    switch (this.tok) {
      case Op.Add:
      case Op.Sub:
      case Op.Not:
      case Op.Xor:
      case Op.And:
      case Op.Tilde:
      case Op.Mul:
      case Op.Arrow:
        return this.prefixed(this.tok);
      default:
        return this.primaryExpr(this.operand());
    }
  }

  private prefixed(op: Op): Node {
    const { tree } = this;
    const start = this.tokStart;
    this.enter();
    this.next();
    const x = this.unaryExpr();
    this.leave();
    if (op === Op.Mul) return tree.node(Kind.StarExpr, Op.None, start, tree.end[x]!, x);
    if (op === Op.Arrow && tree.kind[x] === Kind.ChanType) return this.receivingChan(start, x);
    return tree.node(Kind.UnaryExpr, op, start, tree.end[x]!, x);
  }

  /** `<-` before a channel type belongs to it: `<-(chan T)` is `<-chan T`, `<-(chan<- T)` is `<-chan (<-T)`. */
  private receivingChan(arrow: number, type: Node): Node {
    const { tree } = this;
    for (let chan = type, start = arrow; ;) {
      const direction = tree.op[chan];
      if (direction === Op.RecvOnly) throw syntaxError;
      const keyword = tree.start[chan]!;
      tree.op[chan] = Op.RecvOnly;
      tree.start[chan] = start;
      if (direction === Op.Both) return type;
      start = this.skipBlanks(keyword + 'chan'.length);
      chan = tree.a[chan]!;
      if (tree.kind[chan] !== Kind.ChanType) throw syntaxError;
    }
  }

  private operand(): Node {
    const { tree } = this;
    const start = this.tokStart;
    switch (this.tok) {
      case Token.Ident:
        return this.identifier();
      case Op.Int:
      case Op.Float:
      case Op.Imag:
      case Op.Char:
      case Op.String: {
        const literal = tree.node(Kind.BasicLit, this.tok, start, this.tokEnd);
        this.next();
        return literal;
      }
      case Token.LeftParen: {
        this.enter();
        this.next();
        this.exprLevel++;
        const x = this.expression();
        this.exprLevel--;
        this.leave();
        const end = this.tokEnd;
        this.expect(Token.RightParen);
        return tree.node(Kind.ParenExpr, Op.None, start, end, x);
      }
      case Token.Func:
        return this.funcTypeOrLit();
      default:
        return this.type();
    }
  }

  private funcTypeOrLit(): Node {
    const { tree } = this;
    const type = this.funcType();
    if (this.tok !== Token.LeftBrace) return type;
    this.enter();
    this.exprLevel++;
    const body = this.block();
    this.exprLevel--;
    this.leave();
    return tree.node(Kind.FuncLit, Op.None, tree.start[type]!, tree.end[body]!, type, body);
  }

  private selector(x: Node): Node {
    const { tree } = this;
    const name = this.identifier();
    return tree.node(Kind.SelectorExpr, Op.None, tree.start[x]!, tree.end[name]!, x, name);
  }

  private typeAssertion(x: Node): Node {
    const { tree } = this;
    this.next();
    const type = this.got(Op.Type) ? 0 : this.type();
    const end = this.tokEnd;
    this.expect(Token.RightParen);
    return tree.node(Kind.TypeAssertExpr, Op.None, tree.start[x]!, end, x, type);
  }

  private indexOrSlice(x: Node): Node {
    const { tree } = this;
    this.enter();
    this.next();
    this.exprLevel++;
    const first = this.at(Token.Colon) ? 0 : this.expression();
    let result: Node;
    if (this.at(Token.Colon)) result = this.sliceExpr(x, first);
    else if (this.at(Token.Comma)) result = this.instance(x, first);
    else result = tree.node(Kind.IndexExpr, Op.None, tree.start[x]!, this.tokEnd, x, first);
    this.expect(Token.RightBracket);
    this.exprLevel--;
    this.leave();
    return result;
  }

  /** From the first colon up to, not over, the `]`. */
  private sliceExpr(x: Node, low: Node): Node {
    const { tree } = this;
    let high: Node = 0;
    let max: Node = 0;
    let op = Op.None;
    this.next();
    if (!this.at(Token.Colon) && !this.at(Token.RightBracket)) high = this.expression();
    if (this.got(Token.Colon)) {
      if (high === 0) throw syntaxError;
      max = this.expression();
      op = Op.Slice3;
    }
    return tree.node(Kind.SliceExpr, op, tree.start[x]!, this.tokEnd, x, low, high, max);
  }

  /** From the first comma up to, not over, the `]`. */
  private instance(x: Node, first: Node): Node {
    const { tree } = this;
    const height = tree.height;
    tree.push(first);
    while (this.got(Token.Comma)) if (!this.at(Token.RightBracket)) tree.push(this.type());
    return this.indexed(x, tree.list(height), this.tokEnd);
  }

  private call(fun: Node): Node {
    const { tree } = this;
    const height = tree.height;
    let op = Op.None;
    this.enter();
    this.next();
    this.exprLevel++;
    while (this.tok !== Token.RightParen) {
      tree.push(this.expression());
      if (this.got(Token.Ellipsis)) op = Op.Variadic;
      if (!this.got(Token.Comma) || op === Op.Variadic) break;
    }
    this.exprLevel--;
    this.leave();
    const end = this.tokEnd;
    this.expect(Token.RightParen);
    return tree.node(Kind.CallExpr, op, tree.start[fun]!, end, fun, tree.list(height));
  }

  /** Whether the `{` after `x` opens a composite literal of type `x`. Spec: "Composite literals", on ambiguity. */
  private startsLiteral(x: Node): boolean {
    const { tree } = this;
    let type = x;
    while (tree.kind[type] === Kind.ParenExpr) type = tree.a[type]!;
    switch (tree.kind[type]) {
      case Kind.Ident:
      case Kind.SelectorExpr:
      case Kind.IndexExpr:
      case Kind.IndexListExpr:
        if (this.exprLevel < 0) return false;
        break;
      case Kind.ArrayType:
      case Kind.StructType:
      case Kind.MapType:
        break;
      default:
        return false;
    }
    if (type !== x) throw syntaxError; // a literal's type can't be in parentheses
    return true;
  }

  /** The literal whose `{` is the present token; `type` is 0 where it is elided. */
  private compositeLit(type: Node): Node {
    const { tree } = this;
    const start = type === 0 ? this.tokStart : tree.start[type]!;
    const height = tree.height;
    this.enter();
    this.next();
    this.exprLevel++;
    while (this.tok !== Token.RightBrace) {
      const x = this.element();
      if (this.got(Token.Colon)) {
        const value = this.element();
        tree.push(tree.node(Kind.KeyValueExpr, Op.None, tree.start[x]!, tree.end[value]!, x, value));
      } else {
        tree.push(x);
      }
      if (!this.got(Token.Comma)) break;
    }
    this.exprLevel--;
    this.leave();
    const end = this.tokEnd;
    this.expect(Token.RightBrace);
    return tree.node(Kind.CompositeLit, Op.None, start, end, type, tree.list(height));
  }

  private element(): Node {
    return this.tok === Token.LeftBrace ? this.compositeLit(0) : this.expression();
  }
}
