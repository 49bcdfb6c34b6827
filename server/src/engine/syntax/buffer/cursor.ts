/**
 * Copies a tree-sitter tree through the library's public `TreeCursor`. Slow (more than the parse itself) but sure: it
 * checks `heap.ts` at start-up, and stands in for it when the library's memory layout is not the one we know.
 */
import type { Tree } from 'web-tree-sitter';
import type { ConcreteTree } from './concrete.js';
import type { Field } from './symbols.js';
import { Sym } from './symbols.js';

/** Our numbers for the grammar's public node types and fields, indexed by the grammar's. */
export interface GrammarNumbers {
  readonly syms: Uint8Array;
  readonly fields: Uint8Array;
}

/** Fills `out` from `tree`. */
export function copyThroughCursor(tree: Tree, numbers: GrammarNumbers, out: ConcreteTree): void {
  out.clear();
  const cursor = tree.walk();
  const parents: number[] = [];
  let parent = 0;
  let previous = 0;
  for (;;) {
    const sym = symAt(numbers, cursor.nodeTypeId);
    let descended = false;
    if (sym === Sym.Comment) out.comments.push(cursor.startIndex, cursor.endIndex);
    else {
      const field = numbers.fields[cursor.currentFieldId]! as Field;
      const missing = cursor.nodeIsMissing ? 1 : 0;
      previous = out.add(sym, field, cursor.startIndex, cursor.endIndex, missing, parent, previous);
      if (!isLiteral(sym) && cursor.gotoFirstChild()) {
        parents.push(parent);
        parent = previous;
        previous = 0;
        descended = true;
      }
    }
    if (descended) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return;
      }
      previous = parent;
      parent = parents.pop()!;
    }
  }
}

/** Literals are leaves here: what stands between their quotes is the source's business. */
export function isLiteral(sym: Sym): boolean {
  return sym >= Sym.IntLiteral && sym <= Sym.InterpretedStringLiteral;
}

function symAt(numbers: GrammarNumbers, typeId: number): Sym {
  return typeId < numbers.syms.length ? (numbers.syms[typeId]! as Sym) : Sym.Error;
}
