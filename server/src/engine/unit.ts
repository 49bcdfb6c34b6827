/**
 * One package in one state, analysed: its flow facts, and the diagnostics of its files. The unit of work of editor,
 * command line and workers.
 */
import type { Diagnostic, Location } from './diagnostic.js';
import { PackageFlow } from './flow/package-flow.js';
import { declaredHints } from './flow/guard-hints.js';
import { inferGuards } from './flow/guards.js';
import { suppressFix } from './rewrites/suppress.js';
import { rules } from './rules/registry.js';
import type { Pass } from './rules/pass.js';
import type { Finding, Span } from './rules/rule.js';
import { applySuppressions } from './suppress.js';
import type { Decl, SourceFile } from './syntax/source-file.js';
import type { Package } from './types/index.js';
import type { Job, Settings } from './workspace-api.js';

/** Findings are sorted by severity where they are at the same place. */
export class Unit {
  private readonly flow: PackageFlow;
  private places: Map<Decl, { readonly file: SourceFile; readonly start: number }> | undefined;
  private findings: readonly Finding[] | undefined;
  private byFile: ReadonlyMap<string, readonly Diagnostic[]> | undefined;
  private settings: Settings | undefined;

  /** @param previous the unit of an earlier state of the package, whose facts are used again where they still hold. */
  constructor(
    readonly pkg: Package,
    previous?: Unit,
  ) {
    this.flow = new PackageFlow(pkg, () => undefined, previous?.flow);
  }

  /** How many functions had to be analysed for this state; for tests of incrementality. */
  get analysed(): number {
    return this.flow.analysed;
  }

  /** The diagnostics of every file of the package, by path; files without any are missing. */
  *diagnostics(settings: Settings): Job<ReadonlyMap<string, readonly Diagnostic[]>> {
    if (this.byFile && this.settings === settings) return this.byFile;
    this.findings ??= yield* this.check();
    this.byFile = this.place(this.findings, settings);
    this.settings = settings;
    return this.byFile;
  }

  private *check(): Job<readonly Finding[]> {
    const pass = yield* this.pass();
    const found: Finding[] = [];
    for (const rule of rules) {
      found.push(...rule.check(pass));
      yield;
    }
    return found;
  }

  /** What the rules are given. */
  *pass(): Job<Pass> {
    const functions = yield* this.flow.facts();
    const inTest = (decl: Decl): boolean => this.fileOf(decl)?.file.path.endsWith('_test.go') ?? false;
    const { cells, contexts, nilAfterInit } = inferGuards(functions, declaredHints, inTest);
    return {
      pkg: this.pkg,
      functions,
      cells,
      contexts,
      nilAfterInit,
      files: this.pkg.files,
      fileOf: (decl) => this.fileOf(decl),
      goVersion: (file) => {
        const version = this.pkg.goVersion(file.path);
        return version ? version[0] * 100 + version[1] : 0;
      },
      locate: (span) => this.locate(span),
    };
  }

  private fileOf(decl: Decl): { readonly file: SourceFile; readonly start: number } | undefined {
    if (!this.places) {
      this.places = new Map();
      for (const file of this.pkg.files) {
        file.decls.forEach((declared, i) => this.places!.set(declared, { file, start: file.starts[i]! }));
      }
    }
    return this.places.get(decl);
  }

  private locate({ decl, node, to }: Span): Location | undefined {
    const place = this.fileOf(decl);
    if (!place) return undefined;
    const start = place.start + decl.ast.start[node]!;
    return { file: place.file.path, start, end: place.start + decl.ast.end[to ?? node]! };
  }

  private place(findings: readonly Finding[], settings: Settings): ReadonlyMap<string, readonly Diagnostic[]> {
    const byFile = new Map<string, Diagnostic[]>();
    if (!settings.enable) return byFile;
    for (const finding of findings) {
      const at = this.locate(finding.at);
      const severity = settings.rules[finding.code] ?? finding.severity;
      if (!at || severity === 'off') continue;
      const { file } = this.fileOf(finding.at.decl)!;
      const related = finding.notes.flatMap(({ at: span, message }) => {
        const location = this.locate(span);
        return location ? [{ ...location, message }] : [];
      });
      const diagnostic: Diagnostic = {
        ...at,
        rule: finding.code,
        severity,
        message: finding.message,
        related,
        fixes: () => [...finding.fixes(), suppressFix(file, at.start, finding.code)],
      };
      const known = byFile.get(at.file);
      if (known) known.push(diagnostic);
      else byFile.set(at.file, [diagnostic]);
    }
    const shown = new Map<string, readonly Diagnostic[]>();
    for (const file of this.pkg.files) {
      if (isGenerated(file)) continue;
      const diagnostics = (byFile.get(file.path) ?? []).sort((a, b) => a.start - b.start || a.end - b.end);
      const left = applySuppressions(file, diagnostics);
      if (left.length > 0) shown.set(file.path, left);
    }
    return shown;
  }
}

/** "Code generated … DO NOT EDIT.", as the go command defines it. */
function isGenerated(file: SourceFile): boolean {
  return /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(file.text.slice(0, file.packageEnd));
}
