/** What changed between two versions of a package's files, by declaration: nothing is resolved. */
import { Kind } from '../syntax/ast.js';
import type { Name } from '../syntax/names.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import { receiverBase } from '../types/declarations/package-names.js';
import { isImportDecl } from './file-scope.js';
import type { PackageState } from './package-state.js';
import { isSameTree } from './same-tree.js';

/** The same file with declarations of an unchanged text replaced by the objects that stood for them before. */
export function withKnownDecls(file: SourceFile, old: SourceFile | undefined): SourceFile {
  if (old === undefined || old === file) return file;
  const known = new Set(old.decls);
  if (file.decls.every((decl) => known.has(decl))) return file;
  if (isSameText(file, old)) return withDeclsAt(file, old);
  // By length: cheaper than by text, and nearly as selective.
  const byLength = new Map<number, Decl[]>();
  for (const decl of old.decls) {
    const list = byLength.get(decl.text.length);
    if (list === undefined) byLength.set(decl.text.length, [decl]);
    else list.push(decl);
  }
  const present = new Set(file.decls);
  let changed = false;
  const decls = file.decls.map((decl) => {
    if (known.has(decl)) return decl;
    const candidates = byLength.get(decl.text.length);
    const index = candidates?.findIndex((other) => !present.has(other) && isSameSource(other, decl)) ?? -1;
    if (index < 0) return decl;
    changed = true;
    return candidates!.splice(index, 1)[0]!;
  });
  return changed ? { ...file, decls } : file;
}

/** The same source, parsed twice: with function bodies and without. */
function isSameText(file: SourceFile, old: SourceFile): boolean {
  return (
    file.text === old.text &&
    old.starts.length === file.starts.length &&
    old.starts.every((at, i) => at === file.starts[i])
  );
}

function withDeclsAt(file: SourceFile, old: SourceFile): SourceFile {
  const decls = file.decls.map((decl, i) => (hasSameRows(decl, old.decls[i]!) ? old.decls[i]! : decl));
  return { ...file, decls };
}

function hasSameRows(x: Decl, y: Decl): boolean {
  return x.last - x.first === y.last - y.first && x.damaged === y.damaged;
}

/** Equal texts give equal trees, unless a body was skipped or an error was recovered from in one of them. */
function isSameSource(x: Decl, y: Decl): boolean {
  return hasSameRows(x, y) && x.text === y.text;
}

export interface Difference {
  readonly removed: readonly Decl[];
  readonly added: readonly Decl[];
  /** From, to: functions that changed inside their bodies only, other declarations in comments and layout only. */
  readonly continued: ReadonlyMap<Decl, Decl>;
}

export function difference(before: PackageState, files: readonly SourceFile[]): Difference {
  const old = new Set<Decl>();
  for (const file of before.files) if (!files.includes(file)) for (const decl of file.decls) old.add(decl);
  const added: Decl[] = [];
  const continued = new Map<Decl, Decl>();
  for (const file of files) {
    const former = before.files.find(({ path }) => path === file.path);
    if (former === undefined || former === file || !isSameText(file, former)) continue;
    // Functions whose bodies were parsed, or left out, this time.
    file.decls.forEach((decl, i) => {
      const from = former.decls[i]!;
      if (from !== decl && isFunc(from) && isFunc(decl) && old.delete(from)) continued.set(from, decl);
    });
  }
  const isContinued = new Set(continued.values());
  for (const file of files) {
    if (before.files.includes(file)) continue;
    for (const decl of file.decls) if (!old.delete(decl) && !isContinued.has(decl)) added.push(decl);
  }
  const removed = new Map<string, Decl[]>();
  const gone: Decl[] = [];
  for (const decl of old) {
    const key = continuityKey(decl);
    if (key === undefined) gone.push(decl);
    else if (removed.has(key)) removed.get(key)!.push(decl);
    else removed.set(key, [decl]);
  }
  const fresh = added.filter((decl) => {
    const key = continuityKey(decl);
    const candidates = key === undefined ? [] : (removed.get(key) ?? []);
    const index = candidates.findIndex((candidate) => isFunc(decl) || isSameTree(candidate, decl));
    if (index >= 0) continued.set(candidates.splice(index, 1)[0]!, decl);
    return index < 0;
  });
  gone.push(...[...removed.values()].flat());
  const matters = (decl: Decl): boolean => decl.root !== 0 && !isImportDecl(decl);
  return { removed: gone.filter(matters), added: fresh.filter(matters), continued };
}

function isFunc({ ast, root }: Decl): boolean {
  return root !== 0 && ast.kind[root] === Kind.FuncDecl;
}

/** Equal for declarations of which one may go on declaring the other's objects. */
function continuityKey(decl: Decl): string | undefined {
  const { ast, root } = decl;
  if (root === 0 || isImportDecl(decl)) return undefined;
  if (ast.kind[root] === Kind.GenDecl) return `${ast.op[root]!} ${declaredNames(decl).join()}`;
  return headerText(decl);
}

/** A function's text without body and leading comments. */
function headerText(decl: Decl): string | undefined {
  const { ast, root } = decl;
  if (root === 0 || ast.kind[root] !== Kind.FuncDecl) return undefined;
  // Up to the end of the signature: the body may have been skipped.
  return decl.text.slice(ast.start[root], ast.end[ast.c[root]!]);
}

/** The package-level names whose meaning a declaration is part of: of a method, its type. */
export function declaredNames(decl: Decl): readonly Name[] {
  const { ast, root } = decl;
  if (root === 0) return [];
  if (ast.kind[root] === Kind.FuncDecl) {
    if (ast.b[root] === 0) return [];
    return [ast.a[root] === 0 ? ast.a[ast.b[root]!]! : receiverBase(decl)];
  }
  if (ast.kind[root] !== Kind.GenDecl) return [];
  const names: Name[] = [];
  const list = ast.a[root]!;
  for (let i = 0; i < ast.lists[list]!; i++) {
    const spec = ast.lists[list + 1 + i]!;
    if (ast.kind[spec] === Kind.TypeSpec) names.push(ast.a[ast.a[spec]!]!);
    if (ast.kind[spec] !== Kind.ValueSpec) continue;
    const idents = ast.a[spec]!;
    for (let j = 0; j < ast.lists[idents]!; j++) names.push(ast.a[ast.lists[idents + 1 + j]!]!);
  }
  return names;
}
