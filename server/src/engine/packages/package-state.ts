/** A package in one state of its files. Immutable as seen from outside; what is asked for is resolved on demand. */
import { nameOf } from '../syntax/names.js';
import type { Decl, SourceFile } from '../syntax/source-file.js';
import { FuncUnit } from '../types/declarations/func-unit.js';
import type { PackageNames, Unit } from '../types/declarations/package-names.js';
import { isExported, NamedType } from '../types/named.js';
import { DeclaredTypeName } from '../types/objects.js';
import type { Func, Import, Info, Named, Obj, Package, Var } from '../types/types.js';
import type { Importable } from '../types/typing/scopes.js';
import { Tables } from '../types/typing/tables.js';
import { goVersionOfHeader } from './build-constraints.js';
import type { FileImports } from './file-scope.js';

export interface PackageParts {
  readonly path: string;
  readonly name: string;
  readonly dir: string;
  readonly files: readonly SourceFile[];
  /** Parallel to `files`. */
  readonly imports: readonly FileImports[];
  readonly names: PackageNames;
  readonly goVersion: readonly [number, number] | undefined;
  readonly leftOut: () => readonly string[];
}

export class PackageState implements Package, Importable {
  readonly opaque = false;
  private funcList: readonly Func[] | undefined;
  private declared: readonly Obj[] | undefined;
  private textsLeftOut: readonly string[] | undefined;
  private files_: Map<Decl, SourceFile> | undefined;
  private decls: Map<Func, Decl> | undefined;

  constructor(readonly parts: PackageParts) {}

  get path(): string {
    return this.parts.path;
  }

  get name(): string {
    return this.parts.name;
  }

  get dir(): string {
    return this.parts.dir;
  }

  get scope(): object {
    return this.parts.names;
  }

  get files(): readonly SourceFile[] {
    return this.parts.files;
  }

  leftOut(): readonly string[] {
    return (this.textsLeftOut ??= this.parts.leftOut());
  }

  lookup(name: string): Obj | undefined {
    return this.parts.names.object(nameOf(name));
  }

  member(name: string): Obj | undefined {
    return isExported(name) ? this.lookup(name) : undefined;
  }

  opaqueMember(): never {
    throw new Error('a package that can be read has no opaque members');
  }

  get funcs(): readonly Func[] {
    return (this.funcList ??= this.units().flatMap((unit) => (unit instanceof FuncUnit ? [unit.func] : [])));
  }

  get vars(): readonly Var[] {
    return this.objects().filter((obj): obj is Var => obj.kind === 'var');
  }

  get namedTypes(): readonly Named[] {
    return this.objects().flatMap((obj) => {
      const type = obj instanceof DeclaredTypeName ? obj.written : undefined;
      return type instanceof NamedType ? [type] : [];
    });
  }

  info(decl: Decl): Info {
    return this.parts.names.unitOf(decl)?.info() ?? new Tables(decl);
  }

  fileOf(decl: Decl): SourceFile | undefined {
    if (this.files_ === undefined) {
      this.files_ = new Map();
      for (const file of this.files) for (const d of file.decls) this.files_.set(d, file);
    }
    return this.files_.get(decl);
  }

  funcOf(decl: Decl): Func | undefined {
    const unit = this.parts.names.unitOf(decl);
    return unit instanceof FuncUnit ? unit.func : undefined;
  }

  declOf(func: Func): Decl | undefined {
    if (this.decls === undefined) {
      this.decls = new Map();
      for (const unit of this.units()) if (unit instanceof FuncUnit) this.decls.set(unit.func, unit.decl);
    }
    return this.decls.get(func.generic);
  }

  importsOf(path: string): readonly Import[] {
    const own = this.parts.imports.find((candidate) => candidate.path === path);
    return own?.lines.map((line) => ({ path: line.path, name: own.nameOf(line) })) ?? [];
  }

  goVersion(path: string): readonly [number, number] | undefined {
    const file = this.files.find((candidate) => candidate.path === path);
    const own = file === undefined ? undefined : goVersionOfHeader(file.text.slice(0, file.packageEnd));
    const ofModule = this.parts.goVersion;
    // A file can be of another version than its module since Go 1.21: a tag of an older release means no less than that.
    if (own && ofModule && own[1] < 21) return ofModule[1] < 21 ? ofModule : [1, 21];
    return own ?? ofModule;
  }

  revisionOf(decl: Decl): number {
    return this.parts.names.unitOf(decl)?.revision ?? 0;
  }

  private units(): Unit[] {
    const units: Unit[] = [];
    for (const file of this.files) {
      for (const decl of file.decls) {
        const unit = this.parts.names.unitOf(decl);
        if (unit !== undefined) units.push(unit);
      }
    }
    return units;
  }

  /** Everything that package-level var, const and type declarations declare, blank names too. */
  private objects(): readonly Obj[] {
    if (this.declared === undefined) {
      const objects: Obj[] = [];
      for (const unit of this.units()) {
        if (unit instanceof FuncUnit) continue;
        for (const { ident, spec, index } of unit.declared()) objects.push(unit.object(ident, spec, index));
      }
      this.declared = objects;
    }
    return this.declared;
  }
}
