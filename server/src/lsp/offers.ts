/**
 * The fixes that the client was offered and may ask for by number. An offer holds on to its snapshot, so only the last
 * few are kept.
 */
import type { FileEdit, Snapshot, Workspace } from '../engine/index.js';

export interface Offer {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly edits: readonly FileEdit[];
  readonly confirm: string | undefined;
}

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
