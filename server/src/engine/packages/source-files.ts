/** The Go files of folders: which belong to the build, and their trees, open buffers over the disk. */
import type { Environment } from '../environment.js';
import type { SourceFile } from '../syntax/source-file.js';
import { matchesHeader, matchesName } from './build-constraints.js';
import type { Depth } from './folder.js';
import { baseNameOf, folderOf, isWithin } from './paths.js';

/** Parses a file on disk; undefined for one that cannot be parsed at all. */
export type ParseFile = (path: string, text: string, mode: { readonly bodies: boolean }) => SourceFile | undefined;

/** How far a file on disk has been parsed; what cannot be read or parsed has no file. */
type ParsedFile = Record<Depth, { readonly file: SourceFile | undefined } | undefined>;

export class SourceFiles {
  private readonly open = new Map<string, SourceFile>();
  private readonly parsed = new Map<string, ParsedFile>();
  /** Texts whose headers were looked at, until they are parsed: nothing is read twice. */
  private readonly unparsed = new Map<string, string>();

  constructor(
    private readonly env: Environment,
    private readonly parse: ParseFile,
  ) {}

  isOpen(path: string): boolean {
    return this.open.has(path);
  }

  /** The editor's version of a file; undefined when the disk owns it again. */
  show(path: string, file: SourceFile | undefined): void {
    if (file === undefined) this.open.delete(path);
    else this.open.set(path, file);
  }

  /** Forgets what was read of a file, or of everything in a folder. */
  forget(path: string): void {
    for (const known of this.parsed.keys()) if (isWithin(known, path)) this.parsed.delete(known);
    for (const known of this.unparsed.keys()) if (isWithin(known, path)) this.unparsed.delete(known);
  }

  forgetAll(): void {
    this.parsed.clear();
    this.unparsed.clear();
  }

  /** Forgets the bodies of a folder's files; false if one of them is open. */
  forgetBodies(dir: string): boolean {
    for (const path of this.open.keys()) if (folderOf(path) === dir) return false;
    for (const { name } of this.env.files.readDir(dir) ?? []) {
      const parsed = this.parsed.get(`${dir}/${name}`);
      if (parsed !== undefined) parsed.full = undefined;
    }
    return true;
  }

  /** Names of a folder's files that belong to the build, in order; test files only if they are wanted in full. */
  namesIn(dir: string, depth: Depth): readonly string[] {
    return this.allNamesIn(dir).filter((name) => this.belongs(dir, name, depth));
  }

  /** The texts of a folder's other files that are of the same package: those that do not belong to the build. */
  textsBeside(dir: string, packageName: string, files: readonly SourceFile[]): readonly string[] {
    const known = new Set(files.map(({ path }) => path));
    const paths = this.allNamesIn(dir).map((name) => `${dir}/${name}`);
    return paths.flatMap((path) => {
      if (known.has(path)) return [];
      const text = this.open.get(path)?.text ?? this.env.files.readFile(path) ?? '';
      return /^package[ \t]+(\S+)/m.exec(text)?.[1] === packageName ? [text] : [];
    });
  }

  private allNamesIn(dir: string): readonly string[] {
    const names = new Set<string>();
    for (const entry of this.env.files.readDir(dir) ?? []) if (!entry.isDirectory) names.add(entry.name);
    for (const path of this.open.keys()) if (folderOf(path) === dir) names.add(baseNameOf(path));
    return [...names].filter(isGoFile).sort();
  }

  /** Whether the text on disk of a file that belonged to the build still lets it. */
  stillBelongs(path: string): boolean {
    const text = this.env.files.readFile(path);
    return text !== undefined && matchesHeader(text, this.env);
  }

  read(path: string, depth: Depth): SourceFile | undefined {
    const open = this.open.get(path);
    if (open !== undefined) return open;
    let known = this.parsed.get(path);
    if (known === undefined) this.parsed.set(path, (known = { full: undefined, declarations: undefined }));
    const parsed = known.full ?? known[depth];
    if (parsed !== undefined) return parsed.file;
    const text = known.declarations?.file?.text ?? this.unparsed.get(path) ?? this.env.files.readFile(path);
    this.unparsed.delete(path);
    const file = text === undefined ? undefined : this.parse(path, text, { bodies: depth === 'full' });
    known[depth] = { file };
    return file;
  }

  private belongs(dir: string, name: string, depth: Depth): boolean {
    if (depth !== 'full' && name.endsWith('_test.go')) return false;
    if (!matchesName(name, this.env)) return false;
    const path = `${dir}/${name}`;
    const known = this.open.get(path) ?? this.parsed.get(path)?.full?.file ?? this.parsed.get(path)?.declarations?.file;
    if (known !== undefined) return matchesHeader(known.text, this.env);
    const text = this.env.files.readFile(path);
    if (text === undefined || !matchesHeader(text, this.env)) return false;
    this.unparsed.set(path, text);
    return true;
  }
}

/** Whether the go command looks at files of the name. */
function isGoFile(name: string): boolean {
  return name.endsWith('.go') && !name.startsWith('_') && !name.startsWith('.');
}

/** What decides whether a file belongs to a build: the text before its package clause, and its package. */
export function headerOf(file: SourceFile | undefined): string {
  return file === undefined ? '' : `${file.packageName}\n${file.text.slice(0, file.packageEnd)}`;
}

export interface DividedFiles {
  readonly primary: readonly SourceFile[];
  readonly external: readonly SourceFile[];
}

/** The files of the package (by majority, where a folder mixes names), and of its external tests. */
export function divided(files: readonly SourceFile[]): DividedFiles {
  const counts = new Map<string, number>();
  for (const { path, packageName } of files) {
    const isTest = path.endsWith('_test.go');
    // `documentation` is by convention no package of its own.
    if ((isTest && packageName.endsWith('_test')) || packageName === 'documentation') continue;
    // Tests decide only where there is nothing else.
    counts.set(packageName, (counts.get(packageName) ?? 0) + (isTest ? 1 : 1000));
  }
  const [name] = [...counts].sort((x, y) => y[1] - x[1])[0] ?? [undefined];
  const isExternal = ({ path, packageName }: SourceFile): boolean =>
    path.endsWith('_test.go') && packageName.endsWith('_test') && packageName !== name;
  return { primary: files.filter((file) => file.packageName === name), external: files.filter(isExternal) };
}
