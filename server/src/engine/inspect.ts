/**
 * What the engine knows of files, as plain objects to print: for people who wonder why something is reported or not, and
 * for comparisons with Go's own tools. Nothing of the product depends on the shape of these objects.
 */
import type { Environment } from './environment.js';
import type { FunctionFacts } from './flow/analysis.js';
import { accessPath, pathText } from './flow/access-path.js';
import type { Loc } from './flow/locations.js';
import { noImports, PackageFlow } from './flow/package-flow.js';
import type { Lockset } from './flow/state.js';
import { Program } from './packages/index.js';
import { parseFile } from './syntax/batch/parse-file.js';
import { openFile } from './syntax/buffer/document.js';
import type { Grammar } from './syntax/buffer/grammar.js';
import { printedNodes } from './syntax/print.js';
import type { Decl, SourceFile } from './syntax/source-file.js';
import { mapFacts, type Package } from './types/index.js';

/** A fact about the file at `file`. */
export interface Inspected {
  readonly file: string;
  readonly [property: string]: unknown;
}

export interface Inspector {
  /** The files of the package in a folder, as the build takes them, without tests. */
  filesIn(folder: string): readonly string[];
  /** Every expression, variable and field whose type is a map or holds one. Offsets are bytes, as Go's tools count. */
  types(path: string): readonly Inspected[];
  /** The nodes of the tree, parents first. Offsets are UTF-16 units, as in all that follows. */
  ast(path: string): readonly Inspected[];
  /** What each function does to maps, in terms of its parameters and of package-level variables. */
  summary(path: string): readonly Inspected[];
}

export function openInspector(environment: Environment, grammar: Grammar): Inspector {
  const parse = (path: string, text: string, mode: { readonly bodies: boolean }): SourceFile =>
    parseFile(path, text, mode) ?? openFile(grammar, path, text);
  const program = new Program(environment, parse);
  const flows = new Map<Package, readonly FunctionFacts[]>();
  const fileIn = (path: string, pkg: Package | undefined): SourceFile | undefined =>
    pkg?.files.find((file) => file.path === path);
  return {
    filesIn: (folder) =>
      program
        .packagesIn(folder)
        .flatMap(({ files }) => files.map(({ path }) => path))
        .filter((path) => !path.endsWith('_test.go')),
    types(path) {
      const pkg = program.packageOf(path);
      const file = fileIn(path, pkg);
      return pkg && file ? mapFacts(pkg, file).map((fact) => ({ ...fact })) : [];
    },
    ast(path) {
      const text = environment.files.readFile(path);
      return text === undefined ? [] : nodesOf(parse(path, text, { bodies: true }));
    },
    summary(path) {
      const pkg = program.packageOf(path);
      const file = fileIn(path, pkg);
      if (!pkg || !file) return [];
      let facts = flows.get(pkg);
      if (facts === undefined) flows.set(pkg, (facts = analyse(pkg)));
      return facts.flatMap((each) => summaryIn(file, each) ?? []);
    },
  };
}

function analyse(pkg: Package): readonly FunctionFacts[] {
  const flow = new PackageFlow(pkg, noImports);
  for (const job = flow.refresh('all'); !job.next().done;);
  return flow.decls.flatMap(({ all }) => all);
}

function nodesOf(file: SourceFile): readonly Inspected[] {
  return file.decls.flatMap((decl, at) => {
    const shift = file.starts[at]!;
    return [...printedNodes(decl.ast, decl.root)].map(({ start, end, ...node }) => ({
      file: file.path,
      start: start + shift,
      end: end + shift,
      ...node,
    }));
  });
}

/** Undefined for functions of other files. */
function summaryIn(
  file: SourceFile,
  { func, locations, accesses, summary, tasks }: FunctionFacts,
): Inspected | undefined {
  const at = file.decls.indexOf(func.decl);
  if (at < 0) return undefined;
  const place = (decl: Decl, node: number): number | undefined => {
    const index = file.decls.indexOf(decl);
    return index < 0 ? undefined : file.starts[index]! + decl.ast.start[node]!;
  };
  const path = (loc: Loc): string => accessPath(locations, func, loc);
  const locks = (held: Lockset): readonly string[] => [...held].map(([loc, mode]) => `${path(loc)} ${mode}`);
  return {
    file: file.path,
    start: place(func.decl, func.node),
    function: func.func?.name ?? 'literal',
    parameters: func.params.map((param) => param?.name ?? '_'),
    accesses: accesses.map((access) => ({
      kind: access.kind,
      how: access.how,
      at: place(access.site.decl, access.site.node),
      maps: access.maps.map((loc) => pathText(access.table, loc)),
      held: [...access.held].map(([loc, mode]) => `${pathText(access.table, loc)} ${mode}`),
      ...(access.exclusive ? { exclusive: true } : {}),
    })),
    results: summary.results.map((refs) => refs.map(path)),
    acquires: locks(summary.acquired),
    releases: [...summary.released].map(path),
    starts: tasks.map(({ kind, site }) => ({ kind, at: place(site.decl, site.node) })),
  };
}
