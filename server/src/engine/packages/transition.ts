/**
 * From one state of a package to the next. An edit inside a function's body makes a new unit for that function and
 * keeps everything else. Any other edit goes by name: what mentions a changed name, and what mentions that, is made
 * anew; the rest keeps its identity. Mentioning is by spelling, so a little more than necessary is made anew.
 */
import { Kind, Op } from '../syntax/ast.js';
import { nameOf, textOf, type Name } from '../syntax/names.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import { FuncUnit } from '../types/declarations/func-unit.js';
import { GenUnit } from '../types/declarations/gen-unit.js';
import { MovedGenUnit } from '../types/declarations/moved-gen-unit.js';
import { aliasesIn, PackageNames, receiverBase, type Unit } from '../types/declarations/package-names.js';
import { isExported } from '../types/named.js';
import { FileImports, FileInPackage, importDeclsOf, isImportDecl, type Importer } from './file-scope.js';
import { intersects, mentionsAny, mentionsOf } from './identifiers.js';
import { PackageState, type PackageParts } from './package-state.js';
import { withKnownDecls, type Difference, difference, declaredNames } from './difference.js';

/** What a package got from another one that changed: exported names, or everything. */
export type ChangedNames = ReadonlySet<Name> | 'all';

export interface Transition {
  readonly state: PackageState;
  /** Exported names whose meaning may have changed; undefined when none has. */
  readonly exported: ReadonlySet<Name> | undefined;
}

export interface NextFiles {
  readonly path: string;
  readonly name: string;
  readonly dir: string;
  readonly files: readonly SourceFile[];
  readonly goVersion: readonly [number, number] | undefined;
  readonly leftOut: () => readonly string[];
}

export function firstState(next: NextFiles, importer: Importer): PackageState {
  const imports = next.files.map((file) => new FileImports(file.path, importDeclsOf(file), next.path, importer));
  const names = new PackageNames(next.path);
  next.files.forEach((file, i) => {
    const scope = new FileInPackage(imports[i]!, names, importer);
    for (const decl of file.decls) {
      const unit = newUnit(decl, scope, names);
      if (unit !== undefined) names.add(unit);
    }
  });
  return new PackageState({ ...next, imports, names });
}

/**
 * @param imported by the path a file writes, and its folder: names of imported packages that changed.
 */
export function nextState(
  before: PackageState,
  next: NextFiles,
  importer: Importer,
  imported: (path: string) => ChangedNames | undefined,
): Transition {
  const files = next.files.map((file) =>
    withKnownDecls(
      file,
      before.files.find((old) => old.path === file.path),
    ),
  );
  const diff = difference(before, files);
  const imports = files.map((file) => importsFor(file, before, next.path, importer, imported));
  const importsAreSame = imports.every((own, i) => own === before.parts.imports[i]);
  const hasChangedImports = imports.some((own) => own.lines.some((line) => imported(line.path) !== undefined));
  const parts = { ...next, files, imports };
  if (diff.removed.length === 0 && diff.added.length === 0 && importsAreSame && !hasChangedImports) {
    return { state: continuedState(before, parts, diff.continued), exported: undefined };
  }
  return rebuilt(before, parts, diff, importer, imported);
}

function importsFor(
  file: SourceFile,
  before: PackageState,
  pkg: string,
  importer: Importer,
  imported: (path: string) => ChangedNames | undefined,
): FileImports {
  const i = before.files.findIndex((old) => old.path === file.path);
  const decls = importDeclsOf(file);
  const known = before.parts.imports[i];
  if (known) {
    const old = importDeclsOf(before.files[i]!);
    // A package of which everything has changed may be called otherwise.
    const isSame = old.length === decls.length && old.every((decl, j) => decl === decls[j]);
    if (isSame && known.lines.every(({ path }) => imported(path) !== 'all')) return known;
  }
  return new FileImports(file.path, decls, pkg, importer, known);
}

/** Nothing that a declaration says to others has changed: all objects stay. */
function continuedState(
  before: PackageState,
  parts: Omit<PackageParts, 'names'>,
  continued: ReadonlyMap<Decl, Decl>,
): PackageState {
  const { names } = before.parts;
  for (const [from, to] of continued) {
    const former = names.unitOf(from);
    if (former === undefined) continue;
    names.follow(former.kind === 'func' ? new FuncUnit(to, former.file, former) : new MovedGenUnit(to, former));
  }
  return new PackageState({ ...parts, names });
}

function rebuilt(
  before: PackageState,
  parts: Omit<PackageParts, 'names'>,
  diff: Difference,
  importer: Importer,
  imported: (path: string) => ChangedNames | undefined,
): Transition {
  const { files, imports } = parts;
  const byImport = imports.map((own) => importChanges(own, before, imported));
  const changed = affectedNames(before.files, files, byImport, diff);
  const formerOf = new Map([...diff.continued].map(([from, to]) => [to, from]));
  const names = new PackageNames(parts.path);
  files.forEach((file, i) => {
    const scope = new FileInPackage(imports[i]!, names, importer);
    const isStale = (decl: Decl): boolean => mentionsAny(decl, 'whole', changed) || byImport[i]!.affects(decl, false);
    for (const decl of file.decls) {
      const former = before.parts.names.unitOf(formerOf.get(decl) ?? decl);
      const unit = former === undefined ? undefined : kept(former, decl, scope, changed, byImport[i]!, isStale);
      const made = unit ?? newUnit(decl, scope, names);
      if (made !== undefined) names.add(made);
    }
  });
  const exported = visibleNames(changed, [before.files, files]);
  const state = new PackageState({ ...parts, names });
  return { state, exported: exported.size === 0 ? undefined : exported };
}

/** The exported ones of changed names that importers can see: tests' own are not. */
function visibleNames(changed: ReadonlySet<Name>, states: readonly (readonly SourceFile[])[]): ReadonlySet<Name> {
  const visible = new Set<Name>();
  if (changed.size === 0) return visible;
  for (const file of states.flat()) {
    if (file.path.endsWith('_test.go')) continue;
    for (const decl of file.decls) {
      for (const name of declaredNames(decl)) if (changed.has(name) && isExported(textOf(name))) visible.add(name);
    }
  }
  return visible;
}

/** The unit for a declaration whose objects stay: itself, or a new one with the same object for a changed body. */
function kept(
  former: Unit,
  decl: Decl,
  scope: FileInPackage,
  changed: ReadonlySet<Name>,
  imports: ImportChanges,
  isStale: (decl: Decl) => boolean,
): Unit | undefined {
  if (former.kind === 'gen') {
    if (isStale(decl) || declaredNames(decl).some((name) => changed.has(name))) return undefined;
    former.file = scope;
    return former.decl === decl ? former : new MovedGenUnit(decl, former);
  }
  if (declaredNames(decl).some((name) => changed.has(name))) return undefined;
  if (mentionsAny(decl, 'header', changed) || imports.affects(decl, true)) return undefined;
  if (former.decl !== decl || isStale(decl)) return new FuncUnit(decl, scope, former);
  former.file = scope;
  return former;
}

function newUnit(decl: Decl, scope: FileInPackage, names: PackageNames): Unit | undefined {
  if (decl.root === 0) return undefined;
  const kind: Kind = decl.ast.kind[decl.root]!;
  if (kind === Kind.FuncDecl) return decl.ast.b[decl.root] === 0 ? undefined : new FuncUnit(decl, scope);
  if (kind !== Kind.GenDecl || decl.ast.op[decl.root] === Op.Import) return undefined;
  return new GenUnit(decl, scope, (type) => names.methodsOf(type));
}

/** What changed through the imports of one file. */
interface ImportChanges {
  /** Whether the declaration, or its header only, mentions something that changed. */
  affects(decl: Decl, headerOnly: boolean): boolean;
}

function importChanges(
  own: FileImports,
  before: PackageState,
  imported: (path: string) => ChangedNames | undefined,
): ImportChanges {
  const old = before.parts.imports.find((imports) => imports.path === own.path);
  // Without names for dot imports, whose members are mentioned by themselves.
  const changes: { readonly names: ReadonlySet<Name> | undefined; readonly members: ChangedNames }[] = [];
  const add = (imports: FileImports, line: FileImports['lines'][number], members: ChangedNames): void => {
    const names = [nameOf(imports.nameOf(line)), ...(old?.namesFound(line) ?? [])];
    changes.push({ names: line.name === '.' ? undefined : new Set(names), members });
  };
  const key = (line: FileImports['lines'][number]): string => `${line.name ?? ''} ${line.path}`;
  if (old !== own) {
    const oldKeys = new Set(old?.lines.map(key));
    const newKeys = new Set(own.lines.map(key));
    for (const line of old?.lines ?? []) if (!newKeys.has(key(line))) add(old!, line, 'all');
    for (const line of own.lines) if (!oldKeys.has(key(line))) add(own, line, 'all');
  }
  for (const line of own.lines) {
    const members = imported(line.path);
    if (members !== undefined) add(own, line, members);
  }
  return {
    affects: (decl, headerOnly) =>
      changes.some(({ names, members }) => {
        const { header, whole } = mentionsOf(decl);
        const mentions = headerOnly ? header : whole;
        if (names === undefined) return members === 'all' || intersects(mentions.names, members);
        if (!intersects(mentions.names, names)) return false;
        return members === 'all' || intersects(mentions.selected, members);
      }),
  };
}

/** The types whose methods some of the declarations are, where a receiver is spelled with an alias of the type. */
function receiversBehindAliases(decls: readonly Decl[], files: readonly SourceFile[]): readonly Name[] {
  const receivers = decls.map(receiverBase).filter((name) => name !== 0);
  if (receivers.length === 0) return [];
  const targets = new Map<Name, Set<Name>>();
  for (const decl of files.flatMap((file) => file.decls)) {
    for (const { alias, target } of aliasesIn(decl)) {
      if (!targets.has(alias)) targets.set(alias, new Set());
      targets.get(alias)!.add(target);
    }
  }
  const found = new Set<Name>(receivers);
  for (const name of found) for (const target of targets.get(name) ?? []) found.add(target);
  return [...found];
}

/** The package-level names that are made anew: those that changed, and all that mention them, however far. */
function affectedNames(
  old: readonly SourceFile[],
  files: readonly SourceFile[],
  byImport: readonly ImportChanges[],
  diff: Difference,
): ReadonlySet<Name> {
  const changed = new Set<Name>();
  const pending: Name[] = [];
  const add = (name: Name): void => {
    if (changed.has(name)) return;
    changed.add(name);
    pending.push(name);
  };
  const differing = [...diff.removed, ...diff.added];
  for (const decl of differing) declaredNames(decl).forEach(add);
  receiversBehindAliases(differing, [...old, ...files]).forEach(add);
  files.forEach((file, i) => {
    for (const decl of file.decls) if (byImport[i]!.affects(decl, true)) declaredNames(decl).forEach(add);
  });
  const own = new Set(diff.added);
  const isMentioned = files.some(({ decls }) =>
    decls.some((decl) => !own.has(decl) && !isImportDecl(decl) && mentionsAny(decl, 'header', changed)),
  );
  // The usual case: nothing else depends on what changed.
  if (!isMentioned) return changed;
  const mentions = new Map<Name, Decl[]>();
  files.forEach((file) => {
    for (const decl of file.decls) {
      if (decl.root === 0 || isImportDecl(decl)) continue;
      for (const name of mentionsOf(decl).header.names) {
        const list = mentions.get(name);
        if (list === undefined) mentions.set(name, [decl]);
        else list.push(decl);
      }
    }
  });
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const decl of mentions.get(name) ?? []) declaredNames(decl).forEach(add);
  }
  return changed;
}
