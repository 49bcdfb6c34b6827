/**
 * The fixes that the client was offered and may ask for by number. An offer holds on to its snapshot, so only the last
 * few are kept.
 */
import type { FileEdit, Snapshot, Workspace } from '../engine/index.js';

/** One fix of one finding: the edit is known. */
export interface FixOffer {
  readonly kind: 'fix';
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly edits: readonly FileEdit[];
  readonly confirm: string | undefined;
}

/** Many fixes: what they do is found out when they are chosen, on what is there then. */
export interface FixAllOffer {
  readonly kind: 'fix-all';
  /** One document; undefined for the workspace. */
  readonly path: string | undefined;
  /** Findings of one rule; undefined for all. */
  readonly rule: string | undefined;
  /** Whether only fixes are wanted that a correct program can't notice. */
  readonly safeOnly: boolean;
}

export type Offer = FixOffer | FixAllOffer;

export class Offers {
  private readonly byId = new Map<number, Offer>();
  private last = 0;

  add(offer: Offer): number {
    this.byId.set(++this.last, offer);
    this.byId.delete(this.last - most);
    return this.last;
  }

  get(id: number): Offer | undefined {
    return this.byId.get(id);
  }
}

/** More than any lightbulb shows, few enough to forget old snapshots soon. */
const most = 100;
