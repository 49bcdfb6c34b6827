/** What a program keeps of one folder: the states of its packages, and how far they can be relied on. */
import type { PackageState } from './package-state.js';
import type { ChangedNames } from './transition.js';

/** Whether bodies and test files are needed: of dependencies they are not. */
export type Depth = 'declarations' | 'full';

/** The package of a file that the build leaves out. */
export interface ExcludedState {
  readonly state: PackageState;
  /** The program's tick when it was made. */
  readonly madeAt: number;
  /** The folder's files or what they import have changed since: it serves to make the next state only. */
  isOld: boolean;
}

/** The packages of one folder. */
export interface Folder {
  readonly dir: string;
  readonly importPath: string;
  depth: Depth;
  /** Names of the folder's Go files that belong to the build; undefined: to be listed again. */
  names: readonly string[] | undefined;
  /** Files were told to have changed since the states were made. */
  dirty: boolean;
  primary: PackageState | undefined;
  /** The external test package. */
  external: PackageState | undefined;
  /** Packages for files that the build leaves out, by path. */
  readonly excluded: Map<string, ExcludedState>;
  /** The program's tick when imports were last looked through. */
  validatedAt: number;
  validating: boolean;
  /** Packages of other folders may hold its types. */
  imported: boolean;
  /** The edition of its files when it was first looked at. */
  firstEdition: number;
  readonly log: { readonly tick: number; readonly names: ChangedNames }[];
}

export function newFolder(dir: string, importPath: string): Folder {
  return {
    dir,
    importPath,
    depth: 'declarations',
    names: undefined,
    dirty: false,
    primary: undefined,
    external: undefined,
    excluded: new Map(),
    validatedAt: 0,
    validating: false,
    imported: false,
    firstEdition: 0,
    log: [],
  };
}
