/**
 * Lowers a concrete tree to go/ast's nodes: the one place that knows what each kind of the grammar is in Go. Children
 * come before their parents, so that nesting costs no stack. Needs a `ConcreteTree` and the text its names are in; does
 * not know declarations' borders (`parse-decl.ts`).
 */
import type { Node } from '../ast.js';
import { Kind, Op } from '../ast.js';
import { funcDecl, genDecl, importSpec, typeSpec, valueSpec } from './lower-decls.js';
import {
  binary,
  call,
  compositeLit,
  conversion,
  funcLit,
  index,
  keyedElement,
  literalValue,
  name,
  selector,
  slice,
  typeAssertion,
  typeInstantiation,
  unary,
} from './lower-exprs.js';
import {
  assign,
  block,
  branch,
  caseClause,
  commClause,
  exprStmt,
  forStmt,
  goOrDefer,
  ifStmt,
  incDec,
  labeled,
  receive,
  returnStmt,
  selectStmt,
  send,
  switchStmt,
  typeSwitchStmt,
} from './lower-stmts.js';
import {
  arrayType,
  channelType,
  fieldList,
  funcType,
  genericType,
  implicitLengthArrayType,
  interfaceType,
  mapType,
  methodElem,
  parameter,
  sliceType,
  structField,
  structType,
  typeElem,
  variadicParameter,
} from './lower-types.js';
import type { Lowering, Row } from './lowering.js';
import { Field, Sym } from './symbols.js';

/** Lowers every node of `l.tree`, into `l.out` and `l.results`. */
export function lowerAll(l: Lowering): void {
  const { tree, results } = l;
  for (let row = tree.count; row > 0; row--) {
    const sym = tree.sym[row]! as Sym;
    results[row] = sym >= Sym.LeftParen || sym <= Sym.Comment ? 0 : lowerNode(l, row, sym);
  }
}

/** What a node becomes, its children being lowered; 0 for what is only a part of its parent. */
function lowerNode(l: Lowering, row: Row, sym: Sym): Node {
  switch (sym) {
    case Sym.Identifier:
    case Sym.TypeIdentifier:
    case Sym.FieldIdentifier:
    case Sym.PackageIdentifier:
    case Sym.LabelName:
    case Sym.BlankIdentifier:
    case Sym.Dot:
    case Sym.Nil:
    case Sym.True:
    case Sym.False:
    case Sym.Iota:
      return name(l, row, sym);
    case Sym.IntLiteral:
      return l.node(Kind.BasicLit, Op.Int, row);
    case Sym.FloatLiteral:
      return l.node(Kind.BasicLit, Op.Float, row);
    case Sym.ImaginaryLiteral:
      return l.node(Kind.BasicLit, Op.Imag, row);
    case Sym.RuneLiteral:
      return l.node(Kind.BasicLit, Op.Char, row);
    case Sym.RawStringLiteral:
    case Sym.InterpretedStringLiteral:
      return l.node(Kind.BasicLit, Op.String, row);

    case Sym.ParenthesizedExpression:
    case Sym.ParenthesizedType:
      return l.node(Kind.ParenExpr, Op.None, row, l.firstExpr(row) || l.bad(l.tree.end[row]!, l.tree.end[row]!));
    case Sym.VariadicArgument:
    case Sym.LiteralElement:
    case Sym.TypeConstraint:
    case Sym.TypeElem:
      return sym === Sym.TypeConstraint || sym === Sym.TypeElem ? typeElem(l, row) : l.firstExpr(row);
    case Sym.CallExpression:
      return call(l, row);
    case Sym.SelectorExpression:
      return selector(l, row, Field.Operand, Field.Field);
    case Sym.QualifiedType:
      return selector(l, row, Field.Package, Field.Name);
    case Sym.IndexExpression:
      return index(l, row);
    case Sym.SliceExpression:
      return slice(l, row);
    case Sym.TypeAssertionExpression:
      return typeAssertion(l, row);
    case Sym.TypeConversionExpression:
      return conversion(l, row);
    case Sym.TypeInstantiationExpression:
      return typeInstantiation(l, row);
    case Sym.CompositeLiteral:
      return compositeLit(l, row);
    case Sym.LiteralValue:
      return literalValue(l, row);
    case Sym.KeyedElement:
      return keyedElement(l, row);
    case Sym.FuncLiteral:
      return funcLit(l, row);
    case Sym.UnaryExpression:
      return unary(l, row);
    case Sym.BinaryExpression:
      return binary(l, row);

    case Sym.GenericType:
      return genericType(l, row);
    case Sym.PointerType:
      return l.node(Kind.StarExpr, Op.None, row, l.firstExpr(row) || l.bad(l.tree.end[row]!, l.tree.end[row]!));
    case Sym.NegatedType:
      return l.node(Kind.UnaryExpr, Op.Tilde, row, l.firstExpr(row) || l.bad(l.tree.end[row]!, l.tree.end[row]!));
    case Sym.ArrayType:
      return arrayType(l, row);
    case Sym.ImplicitLengthArrayType:
      return implicitLengthArrayType(l, row);
    case Sym.SliceType:
      return sliceType(l, row);
    case Sym.StructType:
      return structType(l, row);
    case Sym.FieldDeclaration:
      return structField(l, row);
    case Sym.InterfaceType:
      return interfaceType(l, row);
    case Sym.MethodElem:
      return methodElem(l, row);
    case Sym.MapType:
      return mapType(l, row);
    case Sym.ChannelType:
      return channelType(l, row);
    case Sym.FunctionType:
      return funcType(l, row, l.tree.start[row]!);
    case Sym.FieldDeclarationList:
    case Sym.TypeParameterList:
    case Sym.ParameterList:
      return fieldList(l, row);
    case Sym.TypeParameterDeclaration:
    case Sym.ParameterDeclaration:
      return parameter(l, row);
    case Sym.VariadicParameterDeclaration:
      return variadicParameter(l, row);

    case Sym.Block:
      return block(l, row);
    case Sym.EmptyStatement:
      return l.node(Kind.EmptyStmt, Op.None, row);
    case Sym.ExpressionStatement:
      return exprStmt(l, row);
    case Sym.SendStatement:
      return send(l, row);
    case Sym.ReceiveStatement:
      return receive(l, row);
    case Sym.IncStatement:
      return incDec(l, row, Op.Inc);
    case Sym.DecStatement:
      return incDec(l, row, Op.Dec);
    case Sym.AssignmentStatement:
    case Sym.ShortVarDeclaration:
      return assign(l, row);
    case Sym.LabeledStatement:
      return labeled(l, row);
    case Sym.FallthroughStatement:
      return branch(l, row, Op.Fallthrough);
    case Sym.BreakStatement:
      return branch(l, row, Op.Break);
    case Sym.ContinueStatement:
      return branch(l, row, Op.Continue);
    case Sym.GotoStatement:
      return branch(l, row, Op.Goto);
    case Sym.ReturnStatement:
      return returnStmt(l, row);
    case Sym.GoStatement:
      return goOrDefer(l, row, Kind.GoStmt);
    case Sym.DeferStatement:
      return goOrDefer(l, row, Kind.DeferStmt);
    case Sym.IfStatement:
      return ifStmt(l, row);
    case Sym.ForStatement:
      return forStmt(l, row);
    case Sym.ExpressionSwitchStatement:
      return switchStmt(l, row);
    case Sym.TypeSwitchStatement:
      return typeSwitchStmt(l, row);
    case Sym.SelectStatement:
      return selectStmt(l, row);
    case Sym.ExpressionCase:
    case Sym.TypeCase:
    case Sym.DefaultCase:
      return caseClause(l, row);
    case Sym.CommunicationCase:
      return commClause(l, row);

    case Sym.ImportDeclaration:
      return genDecl(l, row, Op.Import);
    case Sym.ConstDeclaration:
      return genDecl(l, row, Op.Const);
    case Sym.VarDeclaration:
      return genDecl(l, row, Op.Var);
    case Sym.TypeDeclaration:
      return genDecl(l, row, Op.Type);
    case Sym.ImportSpec:
      return importSpec(l, row);
    case Sym.ConstSpec:
    case Sym.VarSpec:
      return valueSpec(l, row);
    case Sym.TypeSpec:
      return typeSpec(l, row, Op.None);
    case Sym.TypeAlias:
      return typeSpec(l, row, Op.Alias);
    case Sym.FunctionDeclaration:
    case Sym.MethodDeclaration:
      return funcDecl(l, row);

    // Parts of their parents, which look at them as concrete nodes.
    case Sym.SourceFile:
    case Sym.PackageClause:
    case Sym.ArgumentList:
    case Sym.ExpressionList:
    case Sym.TypeArguments:
    case Sym.StatementList:
    case Sym.ForClause:
    case Sym.RangeClause:
    case Sym.ImportSpecList:
    case Sym.VarSpecList:
      return 0;
    default:
      return 0;
  }
}
