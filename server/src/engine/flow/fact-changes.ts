/** Which facts have come and gone since somebody last looked, over several states of a package if need be. */
import type { FunctionFacts } from './analysis.js';
import type { FlowDecl } from './flow-decl.js';

export interface FactChanges {
  readonly gone: ReadonlySet<FunctionFacts>;
  /** Declarations whose facts are new. */
  readonly fresh: readonly FlowDecl[];
}

export class Changes {
  private readonly gone: FunctionFacts[];
  /** What whoever looked last has seen of declarations that have, or may have, other facts now. */
  private readonly seen: Map<FlowDecl, readonly FunctionFacts[]>;

  /** @param removed declarations that are no more; a new one may go on with the facts of one of them for a while. */
  constructor(removed: readonly FlowDecl[], added: readonly FlowDecl[], previous?: Changes) {
    this.gone = [...(previous?.gone ?? [])];
    this.seen = new Map(previous?.seen);
    const seenOf = new Map(removed.map((decl) => [decl.all, this.seen.get(decl) ?? decl.all]));
    for (const decl of removed) this.seen.delete(decl);
    for (const decl of added) {
      this.seen.set(decl, seenOf.get(decl.all) ?? none);
      seenOf.delete(decl.all);
    }
    for (const facts of seenOf.values()) this.gone.push(...facts);
  }

  /** The declaration is about to get other facts. */
  note(decl: FlowDecl): void {
    if (!this.seen.has(decl)) this.seen.set(decl, decl.all);
  }

  take(): FactChanges {
    const gone = new Set(this.gone);
    const fresh: FlowDecl[] = [];
    for (const [decl, seen] of this.seen) {
      if (decl.all === seen) continue;
      for (const facts of seen) gone.add(facts);
      fresh.push(decl);
    }
    this.gone.length = 0;
    this.seen.clear();
    return { gone, fresh };
  }
}

const none: readonly FunctionFacts[] = [];

/** What is in one of two lists only; most of the time they differ at a place or two. */
export function changesBetween<T extends object>(
  before: readonly T[],
  now: readonly T[],
): readonly [readonly T[], readonly T[]] {
  if (before.length === now.length) {
    const places: number[] = [];
    for (let i = 0; i < now.length && places.length < 8; i++) if (now[i] !== before[i]) places.push(i);
    if (places.length < 8) return [places.map((i) => before[i]!), places.map((i) => now[i]!)];
  }
  const [had, has] = [new Set(before), new Set(now)];
  return [before.filter((member) => !has.has(member)), now.filter((member) => !had.has(member))];
}
