/**
 * Imports that rewrites need: the name under which a standard package is known at a place, and the edits that import it
 * where gofmt would have it. Needs the file's import declarations; never changes an import that is there.
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

/**
 * The package of the standard library with this path of one part, for use at all of `nodes`; imported under another
 * name where its own is taken.
 */
export function importing(place: Place, path: string, nodes: readonly Node[]): Imported {
  const imports = importsOf(place.file);
  const hidden = (name: string): boolean => nodes.some((node) => isLocal(place, node, name));
  const known = imports.find(
    (each) => each.path === path && each.name !== '.' && each.name !== '_' && !hidden(each.name),
  );
  if (known) return { name: known.name, edits: [] };
  const used = usedNames(place);
  const taken = (name: string): boolean =>
    hidden(name) || place.pass.pkg.lookup(name) !== undefined || imports.some((each) => each.name === name);
  if (!taken(path)) return { name: path, edits: [importEdit(place.file, path, undefined)] };
  let name = `std${path}`;
  while (taken(name) || used.has(name)) name += '_';
  return { name, edits: [importEdit(place.file, path, name)] };
}

function importEdit(file: SourceFile, path: string, name: string | undefined): FileEdit {
  const spec = name === undefined ? `"${path}"` : `${name} "${path}"`;
  const blocks: Block[] = [];
  file.decls.forEach((decl, i) => {
    if (decl.ast.kind[decl.root] === Kind.GenDecl && decl.ast.op[decl.root] === Op.Import)
      blocks.push({ decl, start: file.starts[i]! });
  });
  const importsC = (block: Block): boolean => specsOf(file, block).some((each) => each.path === 'C');
  const usable = blocks.filter((block) => !importsC(block));
  const inserted = (at: number, newText: string): FileEdit => ({ file: file.path, start: at, end: at, newText });
  const grouped = usable.find((block) => isGrouped(block));
  if (grouped) {
    const at = placeInBlock(file, grouped, path);
    if (at) return inserted(at.offset, at.before + spec + at.after);
  }
  const single = blocks.length === 1 ? usable[0] : undefined;
  if (single && !grouped) {
    const only = specsOf(file, single)[0];
    const { ast, root, text } = single.decl;
    const end = single.start + ast.end[root]!;
    const whole = text.slice(ast.start[root], ast.end[root]);
    const isBare =
      /^import[ \t]+(\S+[ \t]+)?\S+$/.test(whole) && file.text.slice(end, lineEnd(file.text, end)).trim() === '';
    if (only && isBare) {
      const own = whole.replace(/^import[ \t]+/, '');
      const both = path < only.path ? [spec, own] : [own, spec];
      // A standard package and one of somewhere else stand apart.
      const gap = isStandard(only.path) ? '\n\t' : '\n\n\t';
      const ordered = isStandard(only.path) ? both : [spec, own];
      const start = single.start + ast.start[root]!;
      return { file: file.path, start, end, newText: `import (\n\t${ordered.join(gap)}\n)` };
    }
  }
  const last = blocks.at(-1);
  if (last) {
    const end = lineEnd(file.text, last.start + last.decl.ast.end[last.decl.root]!);
    const apart = isGrouped(last) || importsC(last) ? '\n' : '';
    return inserted(end, `\n${apart}import ${spec}`);
  }
  return inserted(lineEnd(file.text, packageClauseEnd(file)), `\n\nimport ${spec}`);
}

interface Block {
  readonly decl: Decl;
  readonly start: number;
}

interface Spec {
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

function specsOf({ text: whole }: SourceFile, { decl, start }: Block): readonly Spec[] {
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
function groupsOf({ text }: SourceFile, specs: readonly Spec[]): readonly (readonly Spec[])[] {
  const groups: Spec[][] = [];
  let previous: Spec | undefined;
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
