/**
 * One package in one state, analysed: its flow facts, and the diagnostics of its files. The unit of work of editor,
 * command line and workers.
 */
import type { Diagnostic, Location, Severity } from './diagnostic.js';
import { cellOf } from './flow/cells.js';
import { PackageFacts } from './flow/package-facts.js';
import { exportsOf } from './flow/exports/encode.js';
import type { PackageExports } from './flow/exports/exported.js';
import { importedPlace } from './flow/exports/decode.js';
import { noImports, PackageFlow, type Imports } from './flow/package-flow.js';
import { isEverSet } from './flow/set-places.js';
import { isZeroForEver } from './flow/zero-fields.js';
import type { Access } from './flow/summary.js';
import { writesSyncMap } from './flow/sync-maps.js';
import { suppressFix } from './rewrites/suppress.js';
import { Detections } from './rules/detections.js';
import type { Pass } from './rules/pass.js';
import { prevailing } from './rules/precedence.js';
import type { Finding, Span } from './rules/rule.js';
import { applySuppressions } from './suppress.js';
import { declaredName } from './syntax/declared-name.js';
import type { Decl, SourceFile } from './syntax/source-file.js';
import type { Func, Package } from './types/index.js';
import type { Job, Settings } from './workspace-api.js';

/** What is found, in its places in files, under certain settings. */
interface Placed {
  readonly settings: Settings;
  readonly byFile: ReadonlyMap<string, readonly Diagnostic[]>;
}

export class Unit {
  private readonly flow: PackageFlow;
  private detections: Detections | undefined;
  /** Of the state before, until there are facts of this one. */
  private facts: PackageFacts | undefined;
  /** Found when all functions were up to date. */
  private findings: readonly Finding[] | undefined;
  private found: Placed | undefined;
  /** Found right after an edit. */
  private glanced: Placed | undefined;

  private used: ReadonlySet<Func> | undefined;

  /**
   * @param imports another object where something that it says may have changed.
   * @param previous the unit of an earlier state of the package, whose facts are used again where they still hold.
   */
  constructor(
    readonly pkg: Package,
    readonly imports: Imports = noImports,
    previous?: Unit,
  ) {
    this.flow = new PackageFlow(pkg, imports, previous?.flow);
    this.facts = previous?.facts;
    this.detections = previous?.giveDetections();
  }

  /** How many functions had to be analysed for this state; for tests of incrementality. */
  get analysed(): number {
    return this.flow.analysed;
  }

  /** The functions of other packages that were asked about. */
  importsUsed(): ReadonlySet<Func> {
    if (!this.flow.isComplete) return this.flow.importsUsed();
    return (this.used ??= this.flow.importsUsed());
  }

  /** What importers may know of the package's functions; those that are as in `former` are the same objects. */
  *exports(former: PackageExports | undefined): Job<PackageExports> {
    this.findings ??= yield* this.findAll();
    const facts = this.facts!;
    const isGuarded = (access: Access): boolean => {
      const located = cellOf(access);
      return located !== undefined && facts.cell(located.cell.key)?.guard !== undefined;
    };
    return exportsOf(this.pkg.files, this.flow.decls, isGuarded, former);
  }

  /** The diagnostics of every file of the package, by path; files without any are missing. */
  *diagnostics(settings: Settings): Job<ReadonlyMap<string, readonly Diagnostic[]>> {
    if (this.found?.settings === settings) return this.found.byFile;
    this.findings ??= yield* this.findAll();
    this.found = { settings, byFile: this.place(this.findings, settings) };
    return this.found.byFile;
  }

  /**
   * The same as soon as it can be had after an edit: the functions whose text changed are looked at, and what callers
   * see of them is taken to be as it was. `isFinal` says whether it is.
   */
  *glance(
    settings: Settings,
  ): Job<{ readonly byFile: ReadonlyMap<string, readonly Diagnostic[]>; readonly isFinal: boolean }> {
    if (this.findings || !this.facts) return { byFile: yield* this.diagnostics(settings), isFinal: true };
    if (this.glanced?.settings === settings) return { byFile: this.glanced.byFile, isFinal: false };
    yield* this.flow.refresh('edited');
    const findings = yield* this.detect();
    const placed = { settings, byFile: this.place(findings, settings) };
    const isFinal = this.flow.isComplete;
    if (isFinal) [this.findings, this.found] = [findings, placed];
    else this.glanced = placed;
    return { byFile: placed.byFile, isFinal };
  }

  private giveDetections(): Detections | undefined {
    const { detections } = this;
    this.detections = undefined;
    return detections;
  }

  private *findAll(): Job<readonly Finding[]> {
    yield* this.flow.refresh('all');
    return yield* this.detect();
  }

  private *detect(): Job<readonly Finding[]> {
    this.facts = new PackageFacts(this.flow, this.facts);
    const pass = this.pass(this.facts);
    // If this is abandoned half way, the next state begins anew.
    const detections = this.giveDetections() ?? new Detections();
    yield* detections.update(this.facts, pass);
    this.detections = detections;
    return [...detections.all()].map((detection) => detection.finding(pass));
  }

  /** What is found, wherever it is, and what it was found in. */
  *known(): Job<{ readonly pass: Pass; readonly findings: readonly Finding[] }> {
    this.findings ??= yield* this.findAll();
    return { pass: this.pass(this.facts!), findings: this.findings };
  }

  private pass(facts: PackageFacts): Pass {
    const { pkg } = this;
    const goVersion = (file: SourceFile): number => {
      const version = pkg.goVersion(file.path);
      return version ? version[0] * 100 + version[1] : 0;
    };
    return {
      pkg,
      get functions() {
        return facts.functions;
      },
      get cells() {
        return facts.cells;
      },
      files: pkg.files,
      factsOf: (func) => facts.factsOf(func),
      cell: (key) => facts.cell(key),
      contextOf: (func) => facts.contextOf(func),
      backgroundOf: (cell) => facts.backgroundOf(cell),
      contextWritesOf: (key) => facts.contextWritesOf(key),
      isNilAfterInit: (cell) => facts.isNilAfterInit(cell),
      syncMapWriters: (variable) => facts.functions.filter(({ func }) => writesSyncMap(func, variable)).length,
      isEverSet: (place) => isEverSet(pkg, place),
      isZeroForEver: (place) => isZeroForEver(pkg, place),
      goVersionOf: (decl) => {
        const place = placeOf(pkg.files, decl);
        return place ? goVersion(place.file) : 0;
      },
      fileOf: (decl) => placeOf(pkg.files, decl),
      goVersion,
      locate: (span) => this.locate(span),
    };
  }

  private locate({ decl, node, to }: Span): Location | undefined {
    const place = placeOf(this.pkg.files, decl);
    if (!place) return importedPlace({ decl, node });
    const start = place.start + decl.ast.start[node]!;
    return { file: place.file.path, start, end: place.start + decl.ast.end[to ?? node]! };
  }

  private place(findings: readonly Finding[], settings: Settings): ReadonlyMap<string, readonly Diagnostic[]> {
    const byFile = new Map<string, Diagnostic[]>();
    if (!settings.enable) return byFile;
    for (const finding of prevailing(findings.filter(({ code }) => settings.rules[code] !== 'off'))) {
      const at = this.locate(finding.at);
      const file = placeOf(this.pkg.files, finding.at.decl)?.file;
      const severity = settings.rules[finding.code] ?? finding.severity;
      if (!at || !file || severity === 'off') continue;
      const related = finding.notes.flatMap(({ at: span, message }) => {
        const location = this.locate(span);
        return location ? [{ ...location, message }] : [];
      });
      const symbol = declaredName(finding.at.decl, finding.at.decl.ast.start[finding.at.node]!);
      const diagnostic: Diagnostic = {
        ...at,
        rule: finding.code,
        severity,
        message: finding.message,
        ...(symbol === undefined ? {} : { symbol }),
        related,
        fixes: () => [...finding.fixes(), suppressFix(file, at.start, finding.code)],
      };
      const known = byFile.get(at.file);
      if (known) known.push(diagnostic);
      else byFile.set(at.file, [diagnostic]);
    }
    const isOff = (rule: string): boolean => settings.rules[rule] === 'off';
    const shown = new Map<string, readonly Diagnostic[]>();
    for (const file of this.pkg.files) {
      if (isGenerated(file)) continue;
      const left = applySuppressions(file, onePerPlace(byFile.get(file.path) ?? []), isOff);
      if (left.length > 0) shown.set(file.path, left);
    }
    return shown;
  }
}

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** In source order; of what one rule says about one place, the gravest, then the first in the order of the alphabet. */
function onePerPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length < 2) return diagnostics;
  const sorted = [...diagnostics].sort(
    (a, b) =>
      a.start - b.start ||
      a.end - b.end ||
      compare(a.rule, b.rule) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      compare(a.message, b.message) ||
      compare(evidenceText(a), evidenceText(b)),
  );
  const seen = new Set<string>();
  return sorted.filter(({ rule, start }) => {
    const key = `${rule} ${start}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What tells two findings apart that say the same of one place; whichever comes first must not depend on edits. */
function evidenceText({ related }: Diagnostic): string {
  return related.map(({ file, start, end, message }) => `${file} ${start} ${end} ${message}`).join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By file: where each declaration starts. A file is the same object while its text is the same. */
const starts = new WeakMap<SourceFile, Map<Decl, number>>();

function placeOf(
  files: readonly SourceFile[],
  decl: Decl,
): { readonly file: SourceFile; readonly start: number } | undefined {
  const likely = files[lastSeen.get(decl) ?? 0];
  const at = likely && startIn(likely, decl);
  if (at !== undefined) return { file: likely!, start: at };
  for (const [i, file] of files.entries()) {
    const start = startIn(file, decl);
    if (start === undefined) continue;
    lastSeen.set(decl, i);
    return { file, start };
  }
  return undefined;
}

/** Which file of its package a declaration was in when it was last looked for. */
const lastSeen = new WeakMap<Decl, number>();

function startIn(file: SourceFile, decl: Decl): number | undefined {
  let own = starts.get(file);
  if (!own) starts.set(file, (own = new Map(file.decls.map((declared, i) => [declared, file.starts[i]!]))));
  return own.get(decl);
}

const generated = new WeakMap<SourceFile, boolean>();

/** "Code generated … DO NOT EDIT.", as the go command defines it. */
function isGenerated(file: SourceFile): boolean {
  let known = generated.get(file);
  if (known === undefined) {
    known = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(file.text.slice(0, file.packageEnd));
    generated.set(file, known);
  }
  return known;
}
