/**
 * Parses parameter lists: of functions, of results and of types. Whether `a` in `(a, b T)` is a name or a type shows
 * only at the list's end, so entries wait as pairs and become Fields then. Spec: "Function types".
 */
import { Kind, Op } from '../ast.js';
import type { Node, NodeList } from '../ast.js';
import { MemberParser } from './member-parser.js';
import { syntaxError } from './source-reader.js';
import { Token } from './tokens.js';

export abstract class ParameterParser extends MemberParser {
  /** The name that the last `parameter` had, 0 if none. */
  private parameterName: Node = 0;

  /** A FieldList in parentheses. */
  protected override parameters(variadicOk: boolean): Node {
    const start = this.expect(Token.LeftParen);
    const fields = this.tok === Token.RightParen ? 0 : this.parameterList(0, 0, Token.RightParen, variadicOk);
    const end = this.tokEnd;
    this.expect(Token.RightParen);
    return this.tree.node(Kind.FieldList, Op.None, start, end, fields);
  }

  /** The FieldList of results; 0 if there are none. A single type needs no parentheses. */
  protected override results(): Node {
    const { tree } = this;
    if (this.tok === Token.LeftParen) return this.parameters(false);
    const type = this.typeIfAny();
    if (type === 0) return 0;
    const start = tree.start[type]!;
    const end = tree.end[type]!;
    tree.push(tree.node(Kind.Field, Op.None, start, end, 0, type));
    return tree.node(Kind.FieldList, Op.None, start, end, tree.list(tree.height - 1));
  }

  protected typeParameters(): Node {
    const start = this.expect(Token.LeftBracket);
    return this.typeParametersFrom(start, 0, 0);
  }

  /** Type parameters of which the `[` at `start`, and the first name and type unless 0, are gone over. */
  protected typeParametersFrom(start: number, name: Node, type: Node): Node {
    const fields = this.parameterList(name, type, Token.RightBracket, false);
    const end = this.tokEnd;
    this.expect(Token.RightBracket);
    if (fields === 0) throw syntaxError;
    return this.tree.node(Kind.FieldList, Op.None, start, end, fields);
  }

  private parameterList(name0: Node, type0: Node, closing: Token, variadicOk: boolean): NodeList {
    const { tree } = this;
    const height = tree.height;
    const forTypes = closing === Token.RightBracket;
    let named = 0;
    while (name0 !== 0 || this.tok !== closing) {
      let name = name0;
      let type = type0;
      if (type !== 0) {
        type = this.typeSet(type);
      } else {
        type = this.parameter(name, forTypes);
        name = this.parameterName;
      }
      name0 = 0;
      type0 = 0;
      tree.push(name);
      tree.push(type);
      if (name !== 0 && type !== 0) named++;
      if (!this.got(Token.Comma)) break;
    }
    const count = (tree.height - height) / 2;
    if (named === 0) this.makeTypes(height, forTypes);
    else if (named < count) this.spreadTypes(height);
    this.checkEllipses(height, variadicOk);
    return this.fields(height);
  }

  /** One entry: sets `parameterName`, returns the type, 0 if a name stands alone. The name may be gone over. */
  private parameter(name: Node, forTypes: boolean): Node {
    let type: Node = 0;
    if (name === 0 && this.tok === Op.Tilde && forTypes) {
      type = this.typeSet(0);
    } else if (name !== 0 || this.tok === Token.Ident) {
      name = name || this.identifier();
      switch (this.tok) {
        case Token.Ident:
        case Op.Mul:
        case Op.Arrow:
        case Token.Func:
        case Token.Chan:
        case Token.Map:
        case Token.Struct:
        case Token.Interface:
        case Token.LeftParen:
          type = this.type();
          break;
        case Token.LeftBracket:
          type = this.arrayFieldOrInstance(name);
          if (this.tookName) name = 0;
          break;
        case Token.Ellipsis:
          type = this.variadicType();
          break;
        case Token.Period:
          type = this.qualifiedName(name);
          name = 0;
          break;
        case Op.Tilde:
          if (forTypes) type = this.typeSet(0);
          break;
        case Op.Or:
          if (forTypes) {
            type = this.typeSet(name);
            name = 0;
          }
          break;
        default:
      }
    } else if (this.tok === Token.Ellipsis) {
      type = this.variadicType();
    } else {
      type = this.type();
    }
    if (forTypes && this.tok === Op.Or && type !== 0 && this.tree.kind[type] !== Kind.Ellipsis)
      type = this.typeSet(type);
    this.parameterName = name; // only now: a type may have parameters of its own
    return type;
  }

  private variadicType(): Node {
    const { tree } = this;
    const start = this.expect(Token.Ellipsis);
    const element = this.type();
    return tree.node(Kind.Ellipsis, Op.None, start, tree.end[element]!, element);
  }

  /** No entry has both a name and a type: the names are types. */
  private makeTypes(height: number, forTypes: boolean): void {
    const { pending, height: top } = this.tree;
    if (forTypes && top > height) throw syntaxError;
    for (let i = height; i < top; i += 2) {
      if (pending[i] === 0) continue;
      pending[i + 1] = pending[i]!;
      pending[i] = 0;
    }
  }

  /** Some entries have both: then all have, and a name without a type has the next one's. */
  private spreadTypes(height: number): void {
    const { pending } = this.tree;
    let type: Node = 0;
    for (let i = this.tree.height - 2; i >= height; i -= 2) {
      type = pending[i + 1]! || type;
      if (type === 0 || pending[i] === 0) throw syntaxError;
      pending[i + 1] = type;
    }
  }

  private checkEllipses(height: number, variadicOk: boolean): void {
    const { kind, pending, height: top } = this.tree;
    for (let i = height; i < top; i += 2) {
      if (kind[pending[i + 1]!] === Kind.Ellipsis && (!variadicOk || i + 2 < top)) throw syntaxError;
    }
  }

  /** Replaces the pairs above `height` by a list of Fields; names in sequence with one type share a Field. */
  private fields(height: number): NodeList {
    const { tree } = this;
    const top = tree.height;
    for (let i = height; i < top;) {
      const type = tree.pending[i + 1]!;
      const first = tree.pending[i]!;
      const above = tree.height;
      if (first === 0) i += 2;
      else for (; i < top && tree.pending[i + 1] === type; i += 2) tree.push(tree.pending[i]!);
      const names = tree.list(above);
      tree.push(tree.node(Kind.Field, Op.None, tree.start[first || type]!, tree.end[type]!, names, type));
    }
    const list = tree.list(top);
    tree.height = height;
    return list;
  }
}
