/**
 * Gives surveys from elsewhere to workspaces, each after those of the packages that it rests on, so that what they know
 * of each other fits together. What comes for texts that have changed meanwhile is not taken.
 */
import type { ImportGraph } from '../check/work-queue.js';
import type { CheckTask, Outcome, Surveyed } from '../check/checker.js';
import type { PackageExports, Workspace } from '../engine/index.js';

export interface Recipient {
  workspaceOf(folder: string): Workspace;
  /** A folder has what it will get from here. */
  onDone(folder: string): void;
}

export class Delivery {
  /** What has been learned so far, by folder. */
  readonly exports = new Map<string, PackageExports>();
  /** Editions of the texts that the surveys are of. */
  private readonly editions = new Map<string, number>();
  /** Folders of which more is to come. */
  private readonly expected = new Set<string>();
  private readonly arrived = new Map<string, Surveyed>();
  /** Learned, but not adopted: their tests import what is still expected. */
  private readonly learned = new Map<string, Surveyed>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly graph: ImportGraph,
    private readonly recipient: Recipient,
  ) {}

  /** Notes which texts these folders have, before they are read. */
  note(folders: Iterable<string>): void {
    for (const folder of folders) {
      if (!this.editions.has(folder)) this.editions.set(folder, this.editionOf(folder));
    }
  }

  expect(tasks: readonly CheckTask[]): void {
    for (const { folder } of tasks) {
      this.expected.add(folder);
      this.note(this.graph.everythingFor(folder));
    }
  }

  /** The workspace has to look for itself, when everything else is there. */
  refuse(folder: string): void {
    this.expected.delete(folder);
    this.refused.add(folder);
  }

  take(folder: string, outcome: Outcome<Surveyed>): void {
    // The engine here will fail in the same way, and tell.
    if (outcome.error !== undefined) this.refuse(folder);
    else this.arrived.set(folder, outcome);
  }

  /** Hands over all whose turn has come. */
  deliver(): void {
    const isThere = (folder: string): boolean => !this.expected.has(folder);
    for (let before = -1; before !== this.arrived.size;) {
      before = this.arrived.size;
      for (const folder of this.arrived.keys()) {
        if (this.graph.importsOf(folder).every((each) => each === folder || isThere(each))) this.learn(folder);
      }
    }
    for (const folder of this.learned.keys()) {
      if ([...this.graph.everythingFor(folder)].every(isThere)) this.adopt(folder);
    }
  }

  /** Hands over what is left: imports that go round in a circle wait for each other. */
  end(): void {
    for (const folder of this.arrived.keys()) this.learn(folder);
    for (const folder of this.learned.keys()) this.adopt(folder);
    for (const folder of this.refused) this.recipient.onDone(folder);
  }

  private learn(folder: string): void {
    const survey = this.arrived.get(folder)!;
    this.arrived.delete(folder);
    if (!this.isCurrent(folder)) {
      this.refuse(folder);
      return;
    }
    this.expected.delete(folder);
    this.learned.set(folder, survey);
    const { exports, exportUses } = survey;
    if (exports === undefined) return;
    this.exports.set(folder, exports);
    const workspace = this.recipient.workspaceOf(folder);
    workspace.learn(folder, exports, { below: [...this.graph.everythingFor(folder)], uses: exportUses });
  }

  private adopt(folder: string): void {
    const survey = this.learned.get(folder)!;
    this.learned.delete(folder);
    if (!this.isCurrent(folder)) {
      this.refuse(folder);
      return;
    }
    this.recipient.workspaceOf(folder).adopt(folder, survey, [...this.graph.everythingFor(folder)]);
    this.recipient.onDone(folder);
  }

  /** Whether nothing has changed in the folder and below since its texts were noted. */
  private isCurrent(folder: string): boolean {
    return [folder, ...this.graph.everythingFor(folder)].every(
      (each) => this.editionOf(each) === this.editions.get(each),
    );
  }

  private editionOf(folder: string): number {
    return this.recipient.workspaceOf(folder).snapshot().editionOf(folder);
  }
}
