/**
 * Tries every rewrite on the packages of a module: what the rules offer for findings of any severity, and what can be
 * forced (`test/support/rewrite-sites.ts`). Each is applied on its own and judged by the Go toolchain and by the engine itself; then
 * all of one kind in a package are applied together.
 */
import { applyEdits, overlaps } from '../../server/src/engine/edits.js';
import type { Environment, FileEdit, SuggestedFix } from '../../server/src/engine/index.js';
import { Program } from '../../server/src/engine/packages/index.js';
import type { Pass } from '../../server/src/engine/rules/pass.js';
import type { Finding } from '../../server/src/engine/rules/rule.js';
import { Summaries } from '../../server/src/engine/summaries.js';
import { editFile, openFile, type BufferFile } from '../../server/src/engine/syntax/buffer/document.js';
import type { Grammar } from '../../server/src/engine/syntax/buffer/grammar.js';
import type { Package } from '../../server/src/engine/types/index.js';
import { Unit } from '../../server/src/engine/unit.js';
import type { Job } from '../../server/src/engine/workspace-api.js';
import type { Judge, Verdict } from './rewrite-judge.js';
import { loadTestGrammar } from '../support/buffer.js';
import { rewriteSites } from '../support/rewrite-sites.js';

/** Counts of one kind of rewrite. */
export interface Tally {
  offered: number;
  /** No verdict: the file is not part of the build, or does not compile as it is. */
  skipped: number;
  compiles: number;
  vetted: number;
  formatted: number;
  /** Of rewrites of findings: how many were checked again, lost their finding, brought no new one. */
  rechecked: number;
  gone: number;
  nothingNew: number;
}

export interface Failure {
  readonly kind: string;
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

export interface RunResult {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly failures: readonly Failure[];
  /** The texts that all preferred rewrites of findings, or of the kind asked for, together make, by path. */
  readonly together: ReadonlyMap<string, string>;
}

export interface RunOptions {
  readonly environment: Environment;
  readonly judge: Judge;
  readonly folders: readonly string[];
  /** Whether rewrites are forced where no rule reports. */
  readonly force: boolean;
  /** The kind of rewrites that `together` is made of; those of findings if it is left out. */
  readonly together?: string | undefined;
  /** Told of each folder before it is tried. */
  readonly begun?: (folder: string) => void;
  /** Told at once: a run over a large module takes its time. */
  readonly failed?: (failure: Failure) => void;
}

/** So many questions are asked before answers are waited for. */
const mostPending = 32;

export async function tryRewrites(options: RunOptions): Promise<RunResult> {
  const run = new Run(options, await loadTestGrammar());
  for (const folder of options.folders) {
    options.begun?.(folder);
    await run.tryFolder(folder);
  }
  await run.settle(0);
  return run;
}

interface Offer {
  readonly kind: string;
  readonly fix: SuggestedFix;
  /** Absolute, of the place it is offered for. */
  readonly file: string;
  readonly start: number;
  readonly finding?: Finding;
}

class Run implements RunResult {
  readonly tallies = new Map<string, Tally>();
  readonly failures: Failure[] = [];
  readonly together = new Map<string, string>();
  private readonly pending = new Set<Promise<void>>();
  private readonly built: ReadonlySet<string>;
  private readonly program: Program;
  private readonly summaries: Summaries;
  /** Analysed as an import of others, and still to be tried. */
  private readonly units = new Map<Package, Unit>();
  /** Of the package that is being tried, as it was rewritten last: facts are handed on from state to state. */
  private latest: Unit | undefined;

  /** Files of the package that is being tried that have been rewritten, as they are: what is rewritten shares their parts. */
  private readonly opened = new Map<string, BufferFile>();

  constructor(
    private readonly options: RunOptions,
    private readonly grammar: Grammar,
  ) {
    this.built = new Set(options.judge.files);
    this.program = new Program(options.environment);
    this.summaries = new Summaries(this.program);
  }

  async settle(most: number): Promise<void> {
    while (this.pending.size > most) await Promise.race(this.pending);
  }

  async tryFolder(folder: string): Promise<void> {
    const packages = this.program.packagesIn(folder);
    for (const [index, pkg] of packages.entries()) {
      const unit = finish(this.prepared(folder, pkg));
      this.units.delete(pkg);
      this.latest = unit;
      const { pass, findings } = finish(unit.known());
      const offers = [...this.ofFindings(pass, findings), ...(this.options.force ? this.forced(pass) : [])];
      for (const offer of offers) {
        const texts = this.rewritten([offer.fix.edits]);
        this.ask(offer, texts);
        if (offer.finding) this.recheck(folder, index, findings, offer, texts);
        await this.settle(mostPending);
      }
      this.tryTogether(offers);
      for (const path of this.opened.keys()) this.program.update(path, undefined);
      this.opened.clear();
    }
  }

  /** The unit of a package, once what it imports is known. */
  private *prepared(folder: string, pkg: Package): Job<Unit> {
    const known = this.units.get(pkg);
    if (known) return known;
    yield* this.summaries.prepare(pkg, (from) => this.imported(from));
    const unit = new Unit(pkg, this.summaries.importsFor(folder));
    this.units.set(pkg, unit);
    // External tests, which come next, import the package they test.
    if (!pkg.path.endsWith('_test')) yield* this.summaries.note(unit);
    return unit;
  }

  private *imported(folder: string): Job<Unit | undefined> {
    const pkg = this.program.packagesIn(folder).find(({ path }) => !path.endsWith('_test'));
    return pkg && (yield* this.prepared(folder, pkg));
  }

  private *ofFindings(pass: Pass, findings: readonly Finding[]): Iterable<Offer> {
    for (const finding of findings) {
      const at = pass.locate(finding.at);
      if (!at || !this.built.has(at.file)) continue;
      for (const fix of finding.fixes()) yield { kind: finding.code, fix, file: at.file, start: at.start, finding };
    }
  }

  private *forced(pass: Pass): Iterable<Offer> {
    for (const site of rewriteSites(pass)) {
      const at = pass.locate(site.at);
      if (!at || !this.built.has(at.file)) continue;
      for (const fix of site.fixes()) yield { kind: `forced: ${site.kind}`, fix, file: at.file, start: at.start };
    }
  }

  /** The judge's verdict on the files of one offer. */
  private ask(offer: Offer, texts: ReadonlyMap<string, string>): void {
    const tally = this.tallyOf(offer.kind);
    tally.offered++;
    const asked: Promise<void> = this.options.judge.judge(texts).then((verdict) => {
      this.pending.delete(asked);
      this.count(tally, offer, verdict);
    });
    this.pending.add(asked);
  }

  private count(tally: Tally, offer: Offer, { skipped, errors, vet, format }: Verdict): void {
    if (skipped !== '') {
      tally.skipped++;
      return;
    }
    if (errors.length === 0) tally.compiles++;
    else this.fail(offer, `does not compile: ${errors.slice(0, 3).join('; ')}`);
    if (errors.length === 0 && vet.length === 0) tally.vetted++;
    else if (errors.length === 0) this.fail(offer, `go vet: ${vet.join('; ')}`);
    if (format.length === 0) tally.formatted++;
    else this.fail(offer, `gofmt: ${format.join('; ')}`);
  }

  /** Whether the rewrite ends its finding and brings no other. */
  private recheck(
    folder: string,
    index: number,
    before: readonly Finding[],
    offer: Offer,
    texts: ReadonlyMap<string, string>,
  ): void {
    const tally = this.tallyOf(offer.kind);
    tally.rechecked++;
    for (const [path, text] of texts) this.program.update(path, this.edited(path, text));
    const pkg: Package | undefined = this.program.packagesIn(folder)[index];
    if (pkg) this.latest = new Unit(pkg, this.summaries.importsFor(folder), this.latest);
    const after = pkg ? finish(this.latest!.known()).findings : [];
    for (const path of texts.keys()) this.program.update(path, this.opened.get(path));
    const same = (finding: Finding): boolean => keyOf(finding) === keyOf(offer.finding!);
    if (after.filter(same).length < before.filter(same).length) tally.gone++;
    else this.fail(offer, `still found: ${offer.finding!.message}`);
    const left = new Map<string, number>();
    for (const finding of before) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
    const fresh = after.filter((finding) => {
      // What is left of what was found, and worth a hint.
      if (finding.severity === 'hint' && finding.code === offer.finding!.code) return false;
      const count = left.get(keyOf(finding)) ?? 0;
      left.set(keyOf(finding), count - 1);
      return count <= 0;
    });
    if (fresh.length === 0) tally.nothingNew++;
    else this.fail(offer, `new: ${fresh.map(({ code, message }) => `${code}: ${message}`).join('; ')}`);
  }

  /** The file with another text. */
  private edited(path: string, newText: string): BufferFile {
    const isNew = this.options.environment.files.readFile(path) === undefined;
    if (isNew) return openFile(this.grammar, path, newText);
    let file = this.opened.get(path);
    if (!file) this.opened.set(path, (file = openFile(this.grammar, path, this.textOf(path))));
    return editFile(this.grammar, file, [{ start: 0, end: file.text.length, newText }]);
  }

  /** The preferred fixes of each kind together, as far as they do not touch the same text. */
  private tryTogether(offers: readonly Offer[]): void {
    for (const kind of new Set(offers.map((offer) => offer.kind))) {
      const own = offers.filter((offer) => offer.kind === kind);
      const chosen = this.compatible(own.filter(({ fix }) => fix.preferred).map(({ fix }) => fix.edits));
      if (chosen.length < 2) continue;
      const texts = this.rewritten(chosen);
      this.ask({ ...own[0]!, kind: `${kind}, together` }, texts);
    }
    const { together } = this.options;
    const isMeant = ({ kind, finding }: Offer): boolean =>
      together === undefined ? finding !== undefined : kind === together;
    const found = offers.filter((offer) => offer.fix.preferred && isMeant(offer));
    for (const [path, text] of this.rewritten(this.compatible(found.map(({ fix }) => fix.edits))))
      this.together.set(path, text);
  }

  private rewritten(sets: readonly (readonly FileEdit[])[]): ReadonlyMap<string, string> {
    const edits = distinct(sets.flat());
    const texts = new Map<string, string>();
    for (const path of new Set(edits.map(({ file }) => file))) {
      const own = edits.filter(({ file }) => file === path);
      texts.set(path, applyEdits(this.textOf(path), own));
    }
    return texts;
  }

  /** Edit sets of which no two touch the same text, the first ones first; edits that are equal count as one. */
  private compatible(sets: readonly (readonly FileEdit[])[]): readonly (readonly FileEdit[])[] {
    const chosen: (readonly FileEdit[])[] = [];
    const taken = new Map<string, FileEdit[]>();
    for (const edits of sets) {
      const clash = edits.some((edit) => {
        const others = taken.get(edit.file) ?? [];
        if (others.length === 0) return false;
        const text = this.textOf(edit.file);
        return others.some((other) => overlaps(text, edit, other) && !isSame(edit, other));
      });
      if (clash) continue;
      chosen.push(edits);
      for (const edit of edits) {
        const others = taken.get(edit.file);
        if (others) others.push(edit);
        else taken.set(edit.file, [edit]);
      }
    }
    return chosen;
  }

  private textOf(path: string): string {
    return this.options.environment.files.readFile(path) ?? '';
  }

  private tallyOf(kind: string): Tally {
    let tally = this.tallies.get(kind);
    if (!tally) {
      tally = {
        offered: 0,
        skipped: 0,
        compiles: 0,
        vetted: 0,
        formatted: 0,
        rechecked: 0,
        gone: 0,
        nothingNew: 0,
      };
      this.tallies.set(kind, tally);
    }
    return tally;
  }

  private fail({ kind, fix, file, start }: Offer, what: string): void {
    const text = this.textOf(file);
    const line = text.slice(0, start).split('\n').length;
    const failure = { kind, title: fix.title, file, line, what };
    this.failures.push(failure);
    this.options.failed?.(failure);
  }
}

/** A finding as it would be said elsewhere in the file. */
function keyOf({ code, message }: Finding): string {
  return `${code}: ${message.replace(/on line \d+/g, 'on line')}`;
}

function distinct(edits: readonly FileEdit[]): readonly FileEdit[] {
  return edits.filter((edit, i) => edits.findIndex((other) => isSame(edit, other)) === i);
}

function isSame(a: FileEdit, b: FileEdit): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end && a.newText === b.newText;
}

function finish<T>(job: Generator<void, T, void>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}
