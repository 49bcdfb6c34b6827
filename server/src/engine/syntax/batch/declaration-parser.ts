/** Parses declarations. Spec: "Declarations and scope". Does not cut the file into `Decl`s: see `file-parser.ts`. */
import { Kind, Op } from '../ast.js';
import type { Node } from '../ast.js';
import { nameOf } from '../names.js';
import { syntaxError } from './source-reader.js';
import { StatementParser } from './statement-parser.js';
import { Token } from './tokens.js';

/** The name of `import . "path"`. */
const dot = nameOf('.');

export class DeclarationParser extends StatementParser {
  /** Whether the bodies of function declarations are parsed; those of function literals always are. */
  protected bodies = true;

  protected override genDecl(keyword: Op): Node {
    const { tree } = this;
    const start = this.expect(keyword);
    const height = tree.height;
    let end: number;
    if (this.got(Token.LeftParen)) {
      while (this.tok !== Token.RightParen) tree.push(this.spec(keyword));
      end = this.tokEnd;
      this.expect(Token.RightParen);
      this.expectSemicolon();
    } else {
      const spec = this.spec(keyword);
      end = tree.end[spec]!;
      tree.push(spec);
    }
    return tree.node(Kind.GenDecl, keyword, start, end, tree.list(height));
  }

  protected funcDecl(): Node {
    const { tree } = this;
    const start = this.expect(Token.Func);
    const receiver = this.tok === Token.LeftParen ? this.parameters(true) : 0;
    const name = this.identifier();
    const typeParameters = this.tok === Token.LeftBracket ? this.typeParameters() : 0;
    const parameters = this.parameters(true);
    const results = this.results();
    let end = tree.end[results || parameters]!;
    const type = tree.node(Kind.FuncType, Op.None, start, end, typeParameters, parameters, results);
    let body: Node = 0;
    if (this.tok === Token.LeftBrace) {
      if (this.bodies) {
        body = this.block();
        end = tree.end[body]!;
      } else {
        this.skipBlock();
        end = this.tokEnd;
        this.next();
      }
    }
    this.expectSemicolon();
    return tree.node(Kind.FuncDecl, Op.None, start, end, receiver, name, type, body);
  }

  private spec(keyword: Op): Node {
    let spec: Node;
    if (keyword === Op.Import) spec = this.importSpec();
    else if (keyword === Op.Type) spec = this.typeSpec();
    else spec = this.valueSpec(keyword);
    this.expectSemicolon();
    return spec;
  }

  private importSpec(): Node {
    const { tree } = this;
    const start = this.tokStart;
    let name: Node = 0;
    if (this.tok === Token.Ident) {
      name = this.identifier();
    } else if (this.tok === Token.Period) {
      name = tree.node(Kind.Ident, Op.None, start, this.tokEnd, dot);
      this.next();
    }
    const path = this.stringLiteral();
    return tree.node(Kind.ImportSpec, Op.None, start, tree.end[path]!, name, path);
  }

  private valueSpec(keyword: Op): Node {
    const { tree } = this;
    const start = this.tokStart;
    const height = tree.height;
    do tree.push(this.identifier());
    while (this.got(Token.Comma));
    let last = tree.pending[tree.height - 1]!;
    const names = tree.list(height);
    const type = this.typeIfAny();
    if (type !== 0) last = type;
    let values = 0;
    if (this.got(Op.Assign)) {
      values = this.expressionList();
      last = tree.itemOf(values, tree.lengthOf(values) - 1);
    } else if (type === 0 && keyword === Op.Var) {
      throw syntaxError;
    }
    return tree.node(Kind.ValueSpec, Op.None, start, tree.end[last]!, names, type, values);
  }

  private typeSpec(): Node {
    const { tree } = this;
    const start = this.tokStart;
    const name = this.identifier();
    let parameters: Node = 0;
    let type: Node = 0;
    if (this.tok === Token.LeftBracket) {
      const opening = this.tokStart;
      this.next();
      this.parameterName0 = 0;
      const length = this.at(Token.Ident) ? this.lengthOrParameter() : 0;
      if (this.parameterName0 !== 0) {
        parameters = this.typeParametersFrom(opening, this.parameterName0, length);
      } else {
        type = this.arrayType(opening, length);
      }
    }
    let op = Op.None;
    if (type === 0) {
      if (this.got(Op.Assign)) op = Op.Alias;
      type = this.type();
    }
    return tree.node(Kind.TypeSpec, op, start, tree.end[type]!, name, parameters, type);
  }

  /** The first type parameter's name if `lengthOrParameter` found that a type parameter list starts; else 0. */
  private parameterName0: Node = 0;

  /**
   * After `type T[` and before a name: parses an expression, which is an array's length, or a type parameter's name
   * with or without its constraint. Returns the length or the constraint, the latter 0 if it is still to come.
   */
  private lengthOrParameter(): Node {
    const { tree } = this;
    let x = this.identifier();
    // `P []E` must be a parameter: no constant is indexed.
    if (!this.at(Token.LeftBracket)) {
      this.exprLevel++;
      x = this.binaryExpr(this.primaryExpr(x), 1);
      this.exprLevel--;
    }
    if (tree.kind[x] === Kind.Ident) {
      if (this.at(Token.RightBracket)) return x;
      this.parameterName0 = x;
      return 0;
    }
    this.parameterName0 = this.splitName(x, this.at(Token.Comma));
    return x;
  }

  /**
   * Where `x` reads as a name and its constraint (`P *E`, `P (E)`, `P *E | F`) and must be one, or `force` is set:
   * returns the name and makes the node `x` the constraint. Else returns 0 and leaves `x`.
   */
  private splitName(x: Node, force: boolean): Node {
    const { tree } = this;
    if (tree.kind[x] === Kind.CallExpr) {
      const name = tree.a[x]!;
      const args = tree.b[x]!;
      if (tree.kind[name] !== Kind.Ident || tree.lengthOf(args) !== 1 || tree.op[x] === Op.Variadic) return 0;
      const argument = tree.itemOf(args, 0);
      if (!force && !this.isTypeElement(argument)) return 0;
      this.become(x, Kind.ParenExpr, this.skipBlanks(tree.end[name]!), argument);
      return name;
    }
    if (tree.kind[x] !== Kind.BinaryExpr) return 0;
    const left = tree.a[x]!;
    const right = tree.b[x]!;
    if (tree.op[x] === Op.Mul) {
      if (tree.kind[left] !== Kind.Ident || !(force || this.isTypeElement(right))) return 0;
      this.become(x, Kind.StarExpr, this.skipBlanks(tree.end[left]!), right);
      return left;
    }
    if (tree.op[x] !== Op.Or) return 0;
    const name = this.splitName(left, force || this.isTypeElement(right));
    if (name !== 0) tree.start[x] = tree.start[left]!;
    return name;
  }

  private become(x: Node, kind: Kind, start: number, child: Node): void {
    const { tree } = this;
    tree.kind[x] = kind;
    tree.op[x] = Op.None;
    tree.start[x] = start;
    tree.a[x] = child;
    tree.b[x] = 0;
  }

  /** Whether `x` can only be a type element, not a value. */
  private isTypeElement(x: Node): boolean {
    const { tree } = this;
    switch (tree.kind[x]) {
      case Kind.ArrayType:
      case Kind.StructType:
      case Kind.FuncType:
      case Kind.InterfaceType:
      case Kind.MapType:
      case Kind.ChanType:
        return true;
      case Kind.BinaryExpr:
        return this.isTypeElement(tree.a[x]!) || this.isTypeElement(tree.b[x]!);
      case Kind.UnaryExpr:
        return tree.op[x] === Op.Tilde;
      case Kind.ParenExpr:
        return this.isTypeElement(tree.a[x]!);
      default:
        return false;
    }
  }
}
