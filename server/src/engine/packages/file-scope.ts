/**
 * The imports of a file. What package a path stands for, and so what name it declares, is found out when a name is
 * looked up that nothing nearer declares; the packages whose path ends in that name are tried first.
 */
import { Kind, Op, type Node } from '../syntax/ast.js';
import { nameOf, textOf, type Name } from '../syntax/names.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import { isExported } from '../types/named.js';
import { ImportedName } from '../types/objects.js';
import { stringValue } from '../types/typing/literal-values.js';
import type { FileScope, Importable, PackageScope } from '../types/typing/scopes.js';
import type { Obj } from '../types/types.js';
import { universeObject } from '../types/universe.js';
import { folderOf } from './paths.js';

/** Finds packages for the files that import them. */
export interface Importer {
  /** Bytes of a pointer of the target. */
  readonly wordSize: number;
  /** The package and the name it declares; undefined name where its files cannot be read. */
  importable(path: string, fromDir: string): Importable & { readonly name: string | undefined };
  /** The import path after vendoring, for objects and texts. */
  resolvedPath(path: string, fromDir: string): string;
  isStandard(path: string, fromDir: string): boolean;
}

export interface ImportLine {
  readonly path: string;
  /** The name given to it: undefined for none, `.` and `_` as they are. */
  readonly name: string | undefined;
  /** What the package is called, going by its path. */
  readonly guess: string;
  readonly decl: Decl;
  readonly spec: Node;
}

/** The imports of one file, for as long as its import declarations do not change. */
export class FileImports {
  readonly lines: readonly ImportLine[];
  private readonly found = new Map<Name, ImportedName | null>();
  private readonly hasDotImports: boolean;
  /** By path. Goes from one version of the file to the next: types stay that were found in an earlier one. */
  private readonly names: Map<string, Set<Name>>;

  constructor(
    readonly path: string,
    decls: readonly Decl[],
    private readonly pkg: string,
    private readonly importer: Importer,
    former?: FileImports,
  ) {
    this.lines = decls.flatMap(importLines);
    this.names = former?.names ?? new Map<string, Set<Name>>();
    this.hasDotImports = this.lines.some((line) => line.name === '.');
  }

  get dir(): string {
    return folderOf(this.path);
  }

  imported(name: Name): Obj | undefined {
    let known = this.found.get(name);
    if (known === undefined) {
      known = this.search(textOf(name)) ?? null;
      this.found.set(name, known);
      if (known) this.names.set(known.written, new Set(this.names.get(known.written)).add(name));
    }
    return known ?? (this.hasDotImports ? this.dotImported(textOf(name)) : undefined);
  }

  /** The name a line declares, as far as it is known without reading the package: otherwise a guess. */
  nameOf(line: ImportLine): string {
    return line.name ?? this.importer.importable(line.path, this.dir).name ?? line.guess;
  }

  /** The names under which what a line imports has been looked up, in this version of the file or an earlier one. */
  namesFound(line: ImportLine): Iterable<Name> {
    return this.names.get(line.path) ?? [];
  }

  private search(text: string): ImportedName | undefined {
    for (const line of this.lines) if (line.name === text && text !== '.' && text !== '_') return this.make(line, text);
    const unnamed = this.lines.filter((line) => line.name === undefined);
    for (const line of unnamed) if (line.guess === text && this.nameOf(line) === text) return this.make(line, text);
    // Predeclared names are looked up in every file: nothing is read to see whether an import hides them.
    if (universeObject(nameOf(text)) !== undefined) return undefined;
    for (const line of unnamed) {
      // Packages of the standard library are called as their path says.
      const mayBe = line.guess !== text && !this.importer.isStandard(line.path, this.dir);
      if (mayBe && this.nameOf(line) === text) return this.make(line, text);
    }
    return undefined;
  }

  private make(line: ImportLine, text: string): ImportedName {
    const named = line.decl.ast.a[line.spec]!;
    const node = named === 0 ? line.decl.ast.b[line.spec]! : named;
    const resolved = this.importer.resolvedPath(line.path, this.dir);
    return new ImportedName(text, this.pkg, { decl: line.decl, node }, resolved, line.path);
  }

  private dotImported(text: string): Obj | undefined {
    if (!isExported(text)) return undefined;
    for (const line of this.lines) {
      if (line.name !== '.') continue;
      const obj = this.importer.importable(line.path, this.dir).member(text);
      if (obj !== undefined) return obj;
    }
    return undefined;
  }
}

/** A file of one state of a package: its imports and the names of the package. */
export class FileInPackage implements FileScope {
  constructor(
    readonly imports: FileImports,
    readonly pkg: PackageScope,
    private readonly importer: Importer,
  ) {}

  get path(): string {
    return this.imports.path;
  }

  get wordSize(): number {
    return this.importer.wordSize;
  }

  imported(name: Name): Obj | undefined {
    return this.imports.imported(name);
  }

  packageOf(imported: ImportedName): Importable {
    return this.importer.importable(imported.written, this.imports.dir);
  }
}

/** Whether a declaration imports something. */
export function isImportDecl(decl: Decl): boolean {
  const { ast, root } = decl;
  return root !== 0 && ast.kind[root] === Kind.GenDecl && ast.op[root] === Op.Import;
}

export function importDeclsOf(file: SourceFile): readonly Decl[] {
  let decls = importDecls.get(file);
  if (!decls) importDecls.set(file, (decls = file.decls.filter(isImportDecl)));
  return decls;
}

/** A file is asked for them at each edit of its package. */
const importDecls = new WeakMap<SourceFile, readonly Decl[]>();

function importLines(decl: Decl): readonly ImportLine[] {
  const { ast, root } = decl;
  const lines: ImportLine[] = [];
  const list = ast.a[root]!;
  for (let i = 0; i < ast.lists[list]!; i++) {
    const spec = ast.lists[list + 1 + i]!;
    if (ast.kind[spec] !== Kind.ImportSpec || ast.b[spec] === 0) continue;
    const pathNode = ast.b[spec]!;
    const path = stringValue(decl.text.slice(ast.start[pathNode], ast.end[pathNode]));
    const ident = ast.a[spec]!;
    const name = ident === 0 ? undefined : textOf(ast.a[ident]!);
    if (path !== undefined && path !== '') lines.push({ path, name, guess: guessedName(path), decl, spec });
  }
  return lines;
}

/** What a package is called, going by its path: the last part without a version and without `go`. */
export function guessedName(path: string): string {
  const parts = path.split('/');
  let last = parts.at(-1)!;
  if (/^v\d+$/.test(last) && parts.length > 1) last = parts.at(-2)!;
  return last.replace(/\.v\d+$/, '').replace(/^go-|[-.]go$/g, '');
}
