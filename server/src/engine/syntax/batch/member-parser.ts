/** Parses types with members. Spec: "Struct types", "Interface types". */
import { Kind, Op } from '../ast.js';
import type { Node } from '../ast.js';
import { Token } from './tokens.js';
import { TypeParser } from './type-parser.js';

export abstract class MemberParser extends TypeParser {
  protected override structType(): Node {
    const { tree } = this;
    const start = this.expect(Token.Struct);
    const opening = this.expect(Token.LeftBrace);
    const height = tree.height;
    while (this.tok === Token.Ident || this.tok === Op.Mul) tree.push(this.fieldDecl());
    const end = this.tokEnd;
    this.expect(Token.RightBrace);
    const fields = tree.node(Kind.FieldList, Op.None, opening, end, tree.list(height));
    return tree.node(Kind.StructType, Op.None, start, end, fields);
  }

  protected override interfaceType(): Node {
    const { tree } = this;
    const start = this.expect(Token.Interface);
    const opening = this.expect(Token.LeftBrace);
    const height = tree.height;
    while (this.tok !== Token.RightBrace) {
      const element = this.tok === Token.Ident ? this.methodOrEmbedded() : this.typeSet(0);
      tree.push(
        tree.kind[element] === Kind.Field
          ? element
          : tree.node(Kind.Field, Op.None, tree.start[element]!, tree.end[element]!, 0, element),
      );
      this.expectSemicolon();
    }
    const end = this.tokEnd;
    this.expect(Token.RightBrace);
    const methods = tree.node(Kind.FieldList, Op.None, opening, end, tree.list(height));
    return tree.node(Kind.InterfaceType, Op.None, start, end, methods);
  }

  private fieldDecl(): Node {
    const { tree } = this;
    const start = this.tokStart;
    const height = tree.height;
    let type: Node;
    if (this.got(Op.Mul)) {
      const base = this.qualifiedName(this.identifier());
      type = tree.node(Kind.StarExpr, Op.None, start, tree.end[base]!, base);
    } else {
      type = this.namedField();
    }
    const names = tree.list(height);
    const tag = this.tok === Op.String ? this.stringLiteral() : 0;
    this.expectSemicolon();
    return tree.node(Kind.Field, Op.None, start, tree.end[tag || type]!, names, type, tag);
  }

  /** Pushes the names of a field that starts with a name, none if that turns out an embedded type; returns the type. */
  private namedField(): Node {
    const { tree } = this;
    const name = this.identifier();
    switch (this.tok) {
      case Token.Period:
        return this.qualifiedName(name);
      case Op.String:
      case Token.Semicolon:
      case Token.RightBrace:
        return name;
      case Token.LeftBracket: {
        const type = this.arrayFieldOrInstance(name);
        if (!this.tookName) tree.push(name);
        return type;
      }
      default:
        tree.push(name);
        while (this.got(Token.Comma)) tree.push(this.identifier());
        return this.type();
    }
  }

  /** A method's Field, or an embedded type set. */
  private methodOrEmbedded(): Node {
    const { tree } = this;
    const name = this.identifier();
    if (this.tok !== Token.LeftParen) return this.typeSet(this.embedded(name));
    const parameters = this.parameters(true);
    const results = this.results();
    const end = tree.end[results || parameters]!;
    // A method's FuncType has no `func` keyword and starts at its parameters.
    const type = tree.node(Kind.FuncType, Op.None, tree.start[parameters]!, end, 0, parameters, results);
    tree.push(name);
    const names = tree.list(tree.height - 1);
    return tree.node(Kind.Field, Op.None, tree.start[name]!, end, names, type);
  }

  /** The embedded type that starts with a name. The first argument of an instance is an expression to go/parser. */
  private embedded(name: Node): Node {
    const { tree } = this;
    if (this.tok !== Token.LeftBracket) return this.qualifiedName(name);
    this.next();
    const height = tree.height;
    this.exprLevel++;
    tree.push(this.expression());
    if (this.got(Token.Comma)) this.typeArguments();
    this.exprLevel--;
    const end = this.tokEnd;
    this.expect(Token.RightBracket);
    return this.indexed(name, tree.list(height), end);
  }
}
