/**
 * Imports that rewrites need: the name under which a standard package is known at a place, and the edits that import it
 * where gofmt would have it. Needs the file's import declarations; never changes an import that is there.
 *
 * Builders ask for imports one by one (`importing`); where they are put is decided for all imports of a fix together
 * (`importEdits`), since two that come to stand at one place have an order.
 */
import type { FileEdit } from '../diagnostic.js';
import { Kind, Op, nodesOf, type Node } from '../syntax/ast.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import type { Place } from './place.js';
import { importsOf, isLocal, usedNames } from './scopes.js';

export interface Imported {
  /** What stands before the dot. */
  readonly name: string;
  readonly edits: readonly FileEdit[];
}

/** Stands among a fix's edits for an import that is still to be placed. */
export interface ImportRequest extends FileEdit {
  readonly spec: Spec;
}

interface Spec {
  readonly path: string;
  readonly text: string;
}

/**
 * The package of the standard library with this path, for use at all of `nodes`; imported under another name where its
 * own is taken.
 */
export function importing(place: Place, path: string, nodes: readonly Node[]): Imported {
  const imports = importsOf(place);
  const hidden = (name: string): boolean => nodes.some((node) => isLocal(place, node, name));
  const known = imports.find(
    (each) => each.path === path && each.name !== '.' && each.name !== '_' && !hidden(each.name),
  );
  if (known) return { name: known.name, edits: [] };
  const used = usedNames(place);
  const taken = (name: string): boolean =>
    hidden(name) || place.pass.pkg.lookup(name) !== undefined || imports.some((each) => each.name === name);
  const own = path.slice(path.lastIndexOf('/') + 1);
  if (!taken(own)) return { name: own, edits: [request(place.file, path, undefined)] };
  let name = `std${own}`;
  while (taken(name) || used.has(name)) name += '_';
  return { name, edits: [request(place.file, path, name)] };
}

function request(file: SourceFile, path: string, name: string | undefined): ImportRequest {
  const text = name === undefined ? `"${path}"` : `${name} "${path}"`;
  return { file: file.path, start: 0, end: 0, newText: '', spec: { path, text } };
}

export function isImportRequest(edit: FileEdit): edit is ImportRequest {
  return 'spec' in edit;
}

/** The edits that import all of these, each once. */
export function importEdits(file: SourceFile, requests: readonly ImportRequest[]): readonly FileEdit[] {
  const specs = [...new Map(requests.map(({ spec }) => [spec.text, spec])).values()];
  specs.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (specs.length === 0) return [];
  const blocks: Block[] = [];
  file.decls.forEach((decl, i) => {
    if (decl.ast.kind[decl.root] === Kind.GenDecl && decl.ast.op[decl.root] === Op.Import)
      blocks.push({ decl, start: file.starts[i]! });
  });
  const grouped = blocks.find((block) => !importsC(file, block) && isGrouped(block));
  return (
    (grouped && intoBlock(file, grouped, specs)) ??
    (grouped ? undefined : besideOnly(file, blocks, specs)) ??
    asDeclaration(file, blocks, specs)
  );
}

function intoBlock(file: SourceFile, block: Block, specs: readonly Spec[]): readonly FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  for (const { path, text } of specs) {
    const at = placeInBlock(file, block, path);
    if (!at) return undefined;
    edits.push(inserted(file, at.offset, at.before + text + at.after));
  }
  // A group of their own in front of the others is one group.
  if (edits.length > 1 && edits.every(({ newText }) => newText.endsWith('\n\n')))
    return edits.map((edit, i) => (i < edits.length - 1 ? { ...edit, newText: edit.newText.slice(0, -1) } : edit));
  return edits;
}

/** `import "fmt"` becomes a group. */
function besideOnly(
  file: SourceFile,
  blocks: readonly Block[],
  specs: readonly Spec[],
): readonly FileEdit[] | undefined {
  const [single] = blocks;
  if (!single || blocks.length > 1 || importsC(file, single)) return undefined;
  const [only] = specsOf(file, single);
  const { ast, root, text } = single.decl;
  const end = single.start + ast.end[root]!;
  const whole = text.slice(ast.start[root], ast.end[root]);
  const isBare =
    /^import[ \t]+(\S+[ \t]+)?\S+$/.test(whole) && file.text.slice(end, lineEnd(file.text, end)).trim() === '';
  if (!only || !isBare) return undefined;
  const own = { path: only.path, text: whole.replace(/^import[ \t]+/, '') };
  // A standard package and one of somewhere else stand apart.
  const groups = isStandard(only.path) ? [[...specs, own].sort((a, b) => (a.path < b.path ? -1 : 1))] : [specs, [own]];
  const lines = groups.map((group) => group.map((spec) => `\t${spec.text}\n`).join(''));
  const newText = `import (\n${lines.join('\n')})`;
  return [{ file: file.path, start: single.start + ast.start[root]!, end, newText }];
}

function asDeclaration(file: SourceFile, blocks: readonly Block[], specs: readonly Spec[]): readonly FileEdit[] {
  const [only, ...others] = specs;
  const declaration =
    others.length === 0 ? `import ${only!.text}` : `import (\n${specs.map(({ text }) => `\t${text}\n`).join('')})`;
  const last = blocks.at(-1);
  if (!last) return [inserted(file, lineEnd(file.text, packageClauseEnd(file)), `\n\n${declaration}`)];
  const end = lineEnd(file.text, last.start + last.decl.ast.end[last.decl.root]!);
  const apart = isGrouped(last) || others.length > 0 || importsC(file, last) ? '\n' : '';
  return [inserted(file, end, `\n${apart}${declaration}`)];
}

function inserted({ path }: SourceFile, at: number, newText: string): FileEdit {
  return { file: path, start: at, end: at, newText };
}

function importsC(file: SourceFile, block: Block): boolean {
  return specsOf(file, block).some(({ path }) => path === 'C');
}

interface Block {
  readonly decl: Decl;
  readonly start: number;
}

interface PlacedSpec {
  readonly path: string;
  /** Absolute offsets: of the line it starts on, its comments above included, and of the end of its line. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** Whether a comment stands behind it. */
  readonly commented: boolean;
}

function isGrouped({ decl }: Block): boolean {
  return /^import\s*\(/.test(decl.text.slice(decl.ast.start[decl.root]));
}

/** Where gofmt would sort the path into the group of standard packages; undefined where it can't be said. */
function placeInBlock(
  file: SourceFile,
  block: Block,
  path: string,
): { readonly offset: number; readonly before: string; readonly after: string } | undefined {
  const groups = groupsOf(file, specsOf(file, block));
  const group = groups.find((specs) => specs.some((spec) => isStandard(spec.path)));
  if (!group) {
    const [first] = groups[0] ?? [];
    if (first) return { offset: first.lineStart, before: '\t', after: '\n\n' };
    const { ast, root } = block.decl;
    const open = file.text.indexOf('(', block.start + ast.start[root]!);
    return file.text.slice(open + 1, block.start + ast.end[root]! - 1).trim() === ''
      ? { offset: open + 1, before: '\n\t', after: '' }
      : undefined;
  }
  const at = group.findIndex((spec) => spec.path > path);
  const below = group[at];
  const above = at < 0 ? group.at(-1) : group[at - 1];
  // Comments behind both neighbours are aligned, and would not be any more.
  if (above?.commented && below?.commented) return undefined;
  if (below) return { offset: below.lineStart, before: '\t', after: '\n' };
  return { offset: above!.lineEnd, before: '\n\t', after: '' };
}

function specsOf({ text: whole }: SourceFile, { decl, start }: Block): readonly PlacedSpec[] {
  const { ast, root, text, comments } = decl;
  return [...nodesOf(ast, ast.a[root]!)].map((spec) => {
    const literal = ast.b[spec]!;
    let from = ast.start[spec]!;
    for (let i = comments.length - 2; i >= 0; i -= 2) {
      const to = comments[i + 1]!;
      if (to > from) continue;
      const isAbove = /^[ \t]*\r?\n[ \t]*$/.test(text.slice(to, from)) && /\n[ \t]*$/.test(text.slice(0, comments[i]!));
      if (!isAbove) break;
      from = comments[i]!;
    }
    const end = lineEnd(whole, start + ast.end[spec]!);
    return {
      path: text.slice(ast.start[literal]! + 1, ast.end[literal]! - 1),
      lineStart: whole.lastIndexOf('\n', start + from - 1) + 1,
      lineEnd: end,
      commented: whole.slice(start + ast.end[spec]!, end).trim() !== '',
    };
  });
}

/** Runs of specs without an empty line between them. */
function groupsOf({ text }: SourceFile, specs: readonly PlacedSpec[]): readonly (readonly PlacedSpec[])[] {
  const groups: PlacedSpec[][] = [];
  let previous: PlacedSpec | undefined;
  for (const spec of specs) {
    if (previous && text.slice(previous.lineEnd, spec.lineStart).split('\n').length === 2) groups.at(-1)!.push(spec);
    else groups.push([spec]);
    previous = spec;
  }
  return groups;
}

/** Paths of the standard library have no dot in their first part. */
function isStandard(path: string): boolean {
  return !path.split('/')[0]!.includes('.') && path !== 'C';
}

function packageClauseEnd({ text, packageEnd, packageName }: SourceFile): number {
  const clause = text.indexOf('package', packageEnd);
  return text.indexOf(packageName, clause + 'package'.length) + packageName.length;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}
