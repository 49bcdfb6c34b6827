/** The folders that were analysed last, as many as their sources stay below a size. Knows nothing of what is in them. */

export class RecentFolders {
  /** Sizes by folder, the one that was used longest ago first. */
  private readonly sizes = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly largest: number,
    private readonly release: (folder: string) => void,
  ) {}

  /** Notes that a folder was used; others are let go of if they are too many. */
  use(folder: string, size: number): void {
    this.forget(folder);
    this.sizes.set(folder, size);
    this.total += size;
    for (const oldest of this.sizes.keys()) {
      if (this.total <= this.largest || oldest === folder) return;
      this.forget(oldest);
      this.release(oldest);
    }
  }

  private forget(folder: string): void {
    this.total -= this.sizes.get(folder) ?? 0;
    this.sizes.delete(folder);
  }
}
