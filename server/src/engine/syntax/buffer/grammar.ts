/**
 * The loaded tree-sitter grammar: parses a text into a `ConcreteTree`. Needs the bytes of the runtime's and the
 * grammar's wasm, which the host reads; does no IO.
 */
import { Language, Parser } from 'web-tree-sitter';
import type { Tree } from 'web-tree-sitter';
import { ConcreteTree } from './concrete.js';
import type { GrammarNumbers } from './cursor.js';
import { copyThroughCursor } from './cursor.js';
import type { LanguageTables, WasmMemory } from './heap.js';
import { copyFromHeap, readTables } from './heap.js';
import { Reparser } from './reparse.js';
import { sample } from './sample.js';
import { fieldOf, symOf } from './symbols.js';

/** The parser for open buffers. One serves any number of files of its thread. */
export interface Grammar {
  /** How trees are read: straight from the wasm heap, or through the library's cursor where that can't be trusted. */
  readonly lowering: 'heap' | 'cursor';
  /**
   * Parses `text`. The result is valid until the next call; undefined when parsing took more than the allowed steps,
   * which pathological text can make exponential.
   */
  parse(text: string): ConcreteTree | undefined;
  /** The same, but undefined for a text with errors, which costs less than recovering from them. */
  parseClean(text: string): ConcreteTree | undefined;
  /** Frees the parser. */
  dispose(): void;
}

export interface GrammarOptions {
  /** `cursor` never reads the heap. */
  readonly lowering?: 'heap' | 'cursor';
}

/** Loads the grammar; `runtimeWasm` counts in the first call of a thread only, since the runtime is loaded once. */
export async function loadGrammar(
  runtimeWasm: Uint8Array,
  grammarWasm: Uint8Array,
  options: GrammarOptions = {},
): Promise<Grammar> {
  const memory = await loadRuntime(runtimeWasm);
  const language = await Language.load(grammarWasm);
  const numbers = numbersOf(language);
  const parser = new Parser();
  parser.setLanguage(language);
  const tables = options.lowering === 'cursor' ? undefined : trustedTables(memory, parser, numbers);
  const out = new ConcreteTree();
  const reparser = new Reparser(parser);
  const copy = (tree: Tree | undefined, text: string, isClean: boolean): ConcreteTree | undefined => {
    if (tree === undefined) return undefined;
    if (tables === undefined) copyThroughCursor(tree, numbers, out);
    else copyFromHeap(memory, tables, addressOf(tree), out);
    reparser.release(tree, text, isClean);
    return out;
  };
  return {
    lowering: tables === undefined ? 'cursor' : 'heap',
    parse: (text) => copy(reparser.parse(text), text, false),
    parseClean: (text) => copy(reparser.parseClean(text), text, true),
    dispose: () => reparser.dispose(),
  };
}

let runtime: Promise<WasmMemory> | undefined;

function loadRuntime(runtimeWasm: Uint8Array): Promise<WasmMemory> {
  runtime ??= (async () => {
    // Emscripten turns the options object into its module: the memory's views appear on it.
    const module = { wasmBinary: runtimeWasm, locateFile: (name: string) => name };
    await Parser.init(module as Parameters<typeof Parser.init>[0]);
    return module as unknown as WasmMemory;
  })();
  return runtime;
}

function numbersOf(language: Language): GrammarNumbers {
  return {
    syms: Uint8Array.from(language.types, (type, id) => symOf(type, language.nodeTypeIsNamed(id))),
    fields: Uint8Array.from(language.fields, (name) => fieldOf(name)),
  };
}

function addressOf(tree: Tree): number {
  return (tree as unknown as { readonly 0: number })[0];
}

/** The language's tables, if reading the heap by them shows the sample exactly as the cursor does. */
function trustedTables(memory: WasmMemory, parser: Parser, numbers: GrammarNumbers): LanguageTables | undefined {
  const tree = parser.parse(sample);
  if (tree === null) return undefined;
  try {
    const treeAddress = addressOf(tree);
    if (!isWordAddress(memory, treeAddress)) return undefined;
    const tables = readTables(memory, memory.HEAPU32[(treeAddress >> 2) + 2]!, numbers);
    if (tables === undefined) return undefined;
    const fast = new ConcreteTree();
    const sure = new ConcreteTree();
    copyFromHeap(memory, tables, treeAddress, fast);
    copyThroughCursor(tree, numbers, sure);
    return sameTrees(fast, sure) ? tables : undefined;
  } catch {
    // An unknown layout can lead anywhere, also out of the memory's bounds.
    return undefined;
  } finally {
    tree.delete();
  }
}

function isWordAddress(memory: WasmMemory, address: unknown): boolean {
  return memory.HEAPU32 instanceof Uint32Array && typeof address === 'number' && address > 0 && address % 4 === 0;
}

/** Whether two copies are equal in every column. */
export function sameTrees(left: ConcreteTree, right: ConcreteTree): boolean {
  const rows = left.count + 1;
  if (left.count !== right.count || left.errors !== right.errors || left.lost !== right.lost) return false;
  const columns = ['sym', 'field', 'missing', 'start', 'end', 'next', 'parent'] as const;
  return (
    columns.every((column) => equal(left[column], right[column], rows)) &&
    left.comments.length === right.comments.length &&
    left.comments.every((offset, i) => offset === right.comments[i])
  );
}

function equal(left: Uint8Array | Int32Array, right: Uint8Array | Int32Array, rows: number): boolean {
  for (let row = 1; row < rows; row++) if (left[row] !== right[row]) return false;
  return true;
}
