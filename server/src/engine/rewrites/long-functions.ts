/**
 * Functions on one line that edits make longer: gofmt keeps them there up to a length only. Those that would be longer get
 * a line for each statement, which gofmt leaves alone whatever their length.
 */
import type { FileEdit } from '../diagnostic.js';
import type { Pass } from '../rules/pass.js';
import { Kind } from '../syntax/ast.js';
import type { SourceFile } from '../syntax/source-file.js';
import { openBlock } from './block-lines.js';
import { nodeText, placeOf, type Place } from './place.js';
import { bodyOf } from './statements.js';

/** gofmt counts header and statements, so this is a little early. */
const longest = 100;

/** What edits of a file make necessary besides. */
export function brokenLines(pass: Pass, file: SourceFile, edits: readonly FileEdit[]): readonly FileEdit[] {
  return file.decls.flatMap((decl, i) => {
    const from = file.starts[i]!;
    const own = edits.filter(({ start, end }) => start >= from && end <= from + decl.text.length);
    const place = own.length > 0 ? placeOf(pass, decl) : undefined;
    return place ? brokenIn(place, own) : [];
  });
}

function brokenIn(place: Place, edits: readonly FileEdit[]): readonly FileEdit[] {
  const { ast, decl, start } = place;
  const broken: FileEdit[] = [];
  for (let node = decl.first; node < decl.last; node++) {
    const isFunction = ast.kind[node] === Kind.FuncLit || ast.kind[node] === Kind.FuncDecl;
    const body = isFunction ? bodyOf(place, node) : 0;
    const text = body === 0 ? '\n' : nodeText(place, node);
    if (text.includes('\n')) continue;
    const [from, to] = [start + ast.start[body]!, start + ast.end[body]!];
    const inside = edits.filter((edit) => edit.start > from && edit.end < to);
    if (inside.length === 0 || inside.some(({ newText }) => newText.includes('\n'))) continue;
    const more = inside.reduce((sum, edit) => sum + edit.newText.length - (edit.end - edit.start), 0);
    if (more > 0 && text.length + more > longest) broken.push(...(openBlock(place, body)?.edits ?? []));
  }
  return broken;
}
