/**
 * What the engine knows about map-typed expressions, as facts to print: one for every value expression, variable
 * definition and struct field whose type is a map or holds one by value. Positions are byte offsets in UTF-8, since
 * that is what Go's own tools count in.
 */
import { Kind } from '../syntax/ast.js';
import { blank } from '../syntax/names.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import { unalias } from './alias.js';
import { mapClassOf } from './map-types.js';
import { relativeTo, typeString, type Qualifier } from './type-string.js';
import type { Package, Var, Written } from './types.js';
import { Tables } from './typing/tables.js';

export interface MapFact {
  readonly file: string;
  /** Byte offset of the first byte, 0-based. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
  /** A value expression, the name of a variable, parameter or result being declared, a struct field being declared. */
  readonly role: 'expr' | 'def' | 'field';
  /** '' for what is neither: only if all are asked for. */
  readonly class: 'map' | 'holder' | '';
  /** As go/types writes it, names of other packages by import path. */
  readonly type: string;
}

/**
 * The facts of one file of a package, by start, end and role.
 * @param all also what is neither map nor holder: definitions, and expressions that are no constants and of no basic
 * type. For comparisons.
 */
export function mapFacts(pkg: Package, file: SourceFile, all = false): readonly MapFact[] {
  const qualifier = relativeTo(pkg.path);
  const offsets = byteOffsets(file.text);
  const facts: MapFact[] = [];
  file.decls.forEach((decl, i) => {
    const info = pkg.info(decl);
    if (!(info instanceof Tables)) return;
    const shift = file.starts[i]!;
    for (const fact of factsOf(decl, info, qualifier, all)) {
      facts.push({
        file: file.path,
        start: offsets(shift + fact.start),
        end: offsets(shift + fact.end),
        role: fact.role,
        class: fact.class,
        type: fact.type,
      });
    }
  });
  return facts.sort((x, y) => x.start - y.start || x.end - y.end || (x.role < y.role ? -1 : x.role > y.role ? 1 : 0));
}

function* factsOf(decl: Decl, info: Tables, qualifier: Qualifier, all: boolean): Iterable<Omit<MapFact, 'file'>> {
  const { ast } = decl;
  for (let node = decl.first; node < decl.last; node++) {
    const isIdent = ast.kind[node] === Kind.Ident;
    if (isIdent && ast.a[node] === blank) continue;
    const [start, end] = [ast.start[node]!, ast.end[node]!];
    if (isIdent) {
      for (const variable of definedAt(decl, info, node)) {
        const mapClass = mapClassOf(variable.type) ?? (all ? '' : undefined);
        if (mapClass === undefined) continue;
        const role = variable.role === 'field' ? 'field' : 'def';
        yield { start, end, role, class: mapClass, type: typeString(variable.written, qualifier) };
      }
    }
    if (ast.kind[node] === Kind.ParenExpr || !info.isValue(node) || info.isCommaOk(node)) continue;
    const type: Written = info.writtenTypeOf(node);
    const { kind } = unalias(type);
    const isPlain = kind === 'unknown' || kind === 'basic' || kind === 'tuple' || info.modeOf(node) === 'constant';
    const mapClass = mapClassOf(unalias(type)) ?? (all && !isPlain ? '' : undefined);
    if (mapClass !== undefined) {
      yield { start, end, role: 'expr', class: mapClass, type: typeString(type, qualifier) };
    }
  }
}

/** The variables that an identifier declares; an embedded field's type name declares one besides what it uses. */
function definedAt(decl: Decl, info: Tables, ident: number): readonly Var[] {
  const obj = info.objectOf(ident);
  const defined = obj?.kind === 'var' && obj.origin?.decl === decl && obj.origin.node === ident ? [obj] : [];
  const embedded = info.embeddedAt(ident);
  return embedded === undefined ? defined : [...defined, embedded];
}

/** From UTF-16 offsets to byte offsets. */
function byteOffsets(text: string): (offset: number) => number {
  // eslint-disable-next-line no-control-regex -- ASCII is what is asked for
  if (/^[\x00-\x7f]*$/.test(text)) return (offset) => offset;
  const bytes = new Int32Array(text.length + 1);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isHigh = unit >= 0xd800 && unit < 0xdc00;
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    const size = unit < 0x80 ? 1 : unit < 0x800 ? 2 : isHigh || isLow ? 2 : 3;
    bytes[i + 1] = bytes[i]! + size;
  }
  return (offset) => bytes[offset]!;
}
