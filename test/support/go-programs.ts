/** Programs over the machine's Go installation, each as a new editor would have it; files are parsed once for all. */
import { Program } from '../../server/src/engine/packages/index.js';
import { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';
import { openFile } from '../../server/src/engine/syntax/buffer/document.js';
import type { Grammar } from '../../server/src/engine/syntax/buffer/grammar.js';
import type { SourceFile } from '../../server/src/engine/syntax/source-file.js';
import { nodeEnvironment } from '../oracle/types-compare.js';

/** @returns what makes a program: no documents are open in it, and nothing is known but the files' trees */
export function goPrograms(grammar: Grammar): () => Program {
  const environment = nodeEnvironment();
  const parsed = new Map<string, SourceFile | undefined>();
  const parse = (path: string, text: string, mode: { readonly bodies: boolean }): SourceFile | undefined => {
    const key = `${mode.bodies} ${path}`;
    if (!parsed.has(key)) parsed.set(key, parseFile(path, text, mode) ?? openFile(grammar, path, text));
    return parsed.get(key);
  };
  return () => new Program(environment, parse);
}
