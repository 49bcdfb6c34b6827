/** What typing a declaration asks of the package around it. */
import type { Name } from '../../syntax/names.js';
import type { ImportedName } from '../objects.js';
import type { Obj } from '../types.js';

export interface PackageScope {
  /** The import path. */
  readonly path: string;
  /** A package-level object. */
  object(name: Name): Obj | undefined;
}

export interface FileScope {
  readonly path: string;
  readonly pkg: PackageScope;
  /** Bytes of a pointer of the target. */
  readonly wordSize: number;
  /** What the file's imports declare under a name: a package, or through a dot import an object. */
  imported(name: Name): Obj | undefined;
  /** The package an import stands for. */
  packageOf(imported: ImportedName): Importable;
}

/** A package as its importers see it. */
export interface Importable {
  readonly path: string;
  /** Its files cannot be read: any name may exist in it. */
  readonly opaque: boolean;
  /** An exported object. */
  member(name: string): Obj | undefined;
  /** Of an opaque package, what stands in a place that only a type, a function or a value can take. */
  opaqueMember(name: string, as: 'type' | 'func' | 'var'): Obj;
}
