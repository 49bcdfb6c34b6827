/**
 * Parses types. Spec: "Types". Needs structs, interfaces, parameters and array lengths from subclasses. Follows go/parser function by function, so that both build the same tree.
 */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { Scanner } from './scanner.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';
import { TreeBuilder } from './tree-builder.js';

/**
 * How deep types, expressions and statements may nest. Programs stay below 30, Go's own tests below 300; this many take
 * 0.2 to 0.7 MB of the JavaScript stack, of which V8 gives 1 MB and a caller may have used a part.
 */
const maxDepth = 500;

export abstract class TypeParser extends Scanner {
  protected readonly tree = new TreeBuilder();
  /** Below 0 in the header of a control clause, where `{` after a name starts the block. */
  protected exprLevel = 0;
  protected depth = 0;

  protected abstract expression(): Node;
  protected abstract parameters(variadicOk: boolean): Node;
  protected abstract results(): Node;
  protected abstract structType(): Node;
  protected abstract interfaceType(): Node;

  protected enter(): void {
    if (++this.depth > maxDepth) throw syntaxError;
  }

  protected leave(): void {
    this.depth--;
  }

  protected expectSemicolon(): void {
    if (this.tok === Token.Semicolon) this.next();
    else if (this.tok !== Token.RightParen && this.tok !== Token.RightBrace) throw syntaxError;
  }

  protected identifier(): Node {
    if (this.tok !== Token.Ident) throw syntaxError;
    const node = this.tree.node(Kind.Ident, Op.None, this.tokStart, this.tokEnd, this.tokName);
    this.next();
    return node;
  }

  protected stringLiteral(): Node {
    if (this.tok !== Op.String) throw syntaxError;
    const node = this.tree.node(Kind.BasicLit, Op.String, this.tokStart, this.tokEnd);
    this.next();
    return node;
  }

  protected type(): Node {
    const type = this.typeIfAny();
    if (type === 0) throw syntaxError;
    return type;
  }

  /** A type, or 0 if none starts here. */
  protected typeIfAny(): Node {
    const { tree } = this;
    const start = this.tokStart;
    this.enter();
    let type: Node = 0;
    switch (this.tok) {
      case Token.Ident:
        type = this.typeName(this.identifier());
        if (this.at(Token.LeftBracket)) type = this.typeInstance(type);
        break;
      case Token.LeftBracket:
        this.next();
        type = this.arrayType(start, 0);
        break;
      case Token.Struct:
        type = this.structType();
        break;
      case Op.Mul: {
        this.next();
        const base = this.type();
        type = tree.node(Kind.StarExpr, Op.None, start, tree.end[base]!, base);
        break;
      }
      case Token.Func:
        type = this.funcType();
        break;
      case Token.Interface:
        type = this.interfaceType();
        break;
      case Token.Map: {
        this.next();
        this.expect(Token.LeftBracket);
        const key = this.type();
        this.expect(Token.RightBracket);
        const value = this.type();
        type = tree.node(Kind.MapType, Op.None, start, tree.end[value]!, key, value);
        break;
      }
      case Token.Chan:
      case Op.Arrow:
        type = this.chanType();
        break;
      case Token.LeftParen: {
        this.next();
        const inner = this.type();
        const end = this.tokEnd;
        this.expect(Token.RightParen);
        type = tree.node(Kind.ParenExpr, Op.None, start, end, inner);
        break;
      }
      default:
    }
    this.leave();
    return type;
  }

  /** The selector that may follow a package's name. */
  protected typeName(name: Node): Node {
    if (!this.got(Token.Period)) return name;
    const selected = this.identifier();
    return this.tree.node(Kind.SelectorExpr, Op.None, this.tree.start[name]!, this.tree.end[selected]!, name, selected);
  }

  protected qualifiedName(name: Node): Node {
    const type = this.typeName(name);
    return this.tok === Token.LeftBracket ? this.typeInstance(type) : type;
  }

  /** The rest of an array or slice type whose `[` is gone over; `length` is the length if that is too. */
  protected arrayType(start: number, length: Node): Node {
    const { tree } = this;
    if (length === 0 && this.tok !== Token.RightBracket) {
      this.exprLevel++;
      if (this.tok === Token.Ellipsis) {
        length = tree.node(Kind.Ellipsis, Op.None, this.tokStart, this.tokEnd);
        this.next();
      } else {
        length = this.expression();
      }
      this.exprLevel--;
    }
    this.expect(Token.RightBracket);
    const element = this.type();
    return tree.node(Kind.ArrayType, Op.None, start, tree.end[element]!, length, element);
  }

  protected funcType(): Node {
    const { tree } = this;
    const start = this.expect(Token.Func);
    const parameters = this.parameters(true);
    const results = this.results();
    const end = tree.end[results || parameters]!;
    return tree.node(Kind.FuncType, Op.None, start, end, 0, parameters, results);
  }

  /** `X[arguments]` as go/ast has it: with one argument an IndexExpr, with several an IndexListExpr. */
  protected indexed(type: Node, args: NodeList, end: number): Node {
    const { tree } = this;
    if (tree.lengthOf(args) === 1) {
      return tree.node(Kind.IndexExpr, Op.None, tree.start[type]!, end, type, tree.itemOf(args, 0));
    }
    return tree.node(Kind.IndexListExpr, Op.None, tree.start[type]!, end, type, args);
  }

  /** A union of terms, of which the first is given unless 0. */
  protected typeSet(first: Node): Node {
    const { tree } = this;
    let union = first || this.typeTerm();
    while (this.got(Op.Or)) {
      const term = this.typeTerm();
      union = tree.node(Kind.BinaryExpr, Op.Or, tree.start[union]!, tree.end[term]!, union, term);
    }
    return union;
  }

  protected typeInstance(type: Node): Node {
    const height = this.tree.height;
    this.expect(Token.LeftBracket);
    this.exprLevel++;
    this.typeArguments();
    this.exprLevel--;
    const end = this.tokEnd;
    this.expect(Token.RightBracket);
    const args = this.tree.list(height);
    if (args === 0) throw syntaxError;
    return this.indexed(type, args, end);
  }

  /** Pushes the types up to `]`. */
  protected typeArguments(): void {
    while (this.tok !== Token.RightBracket) {
      this.tree.push(this.type());
      if (!this.got(Token.Comma)) break;
    }
  }

  private typeTerm(): Node {
    if (this.tok !== Op.Tilde) return this.type();
    const { tree } = this;
    const start = this.tokStart;
    this.next();
    const type = this.type();
    return tree.node(Kind.UnaryExpr, Op.Tilde, start, tree.end[type]!, type);
  }

  private chanType(): Node {
    const { tree } = this;
    const start = this.tokStart;
    let direction = Op.Both;
    if (this.got(Token.Chan)) {
      if (this.got(Op.Arrow)) direction = Op.SendOnly;
    } else {
      this.expect(Op.Arrow);
      this.expect(Token.Chan);
      direction = Op.RecvOnly;
    }
    const value = this.type();
    return tree.node(Kind.ChanType, direction, start, tree.end[value]!, value);
  }

  /** Whether the last `arrayFieldOrInstance` made the name a part of the type. */
  protected tookName = false;

  /** After a name and before `[`: `name []E` and `name [N]E` are a name and its type, `name[P, Q]` is an instance. */
  protected arrayFieldOrInstance(name: Node): Node {
    const { tree } = this;
    const start = this.expect(Token.LeftBracket);
    const height = tree.height;
    let comma = false;
    this.exprLevel++;
    while (this.tok !== Token.RightBracket) {
      tree.push(this.expression());
      comma = this.got(Token.Comma);
      if (!comma) break;
    }
    this.exprLevel--;
    const end = this.tokEnd;
    this.expect(Token.RightBracket);
    const args = tree.list(height);
    this.tookName = false;
    if (args === 0) {
      const element = this.type();
      this.tookName = false; // the element may have set it
      return tree.node(Kind.ArrayType, Op.None, start, tree.end[element]!, 0, element);
    }
    if (tree.lengthOf(args) === 1) {
      const element = this.typeIfAny();
      this.tookName = false;
      if (element !== 0) {
        if (comma) throw syntaxError;
        return tree.node(Kind.ArrayType, Op.None, start, tree.end[element]!, tree.itemOf(args, 0), element);
      }
    }
    this.tookName = true;
    return this.indexed(name, args, end);
  }
}
