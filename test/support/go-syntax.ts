/** Syntax errors as tree-sitter counts them, straight from the grammar: a second opinion that is not the engine's. */
import { createRequire } from 'node:module';
import { Language, Parser, type Node } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/** A function that tells at how many places of a text the parser had to recover. */
export async function openErrorCounter(): Promise<(text: string) => number> {
  await Parser.init({ locateFile: () => require.resolve('web-tree-sitter/web-tree-sitter.wasm') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-go/tree-sitter-go.wasm')));
  return (text) => countErrors(parser, text);
}

function countErrors(parser: Parser, text: string): number {
  const tree = parser.parse(text);
  if (tree === null) return Number.POSITIVE_INFINITY;
  try {
    return errorsBelow(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function errorsBelow(node: Node): number {
  if (node.isMissing) return 1;
  if (!node.hasError) return 0;
  const own = node.isError ? 1 : 0;
  return own + node.children.reduce((sum, child) => sum + errorsBelow(child), 0);
}
