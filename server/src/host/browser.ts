/**
 * The host of a browser: files live with the editor, which is asked for them by message. The engine reads synchronously,
 * so it is answered from what has arrived; a file it misses is fetched, and told when it is there. There is no Go.
 */
import type { DirEntry, FileSystem } from '../engine/index.js';
import { isGoFileName } from './go-folders.js';
import type { Host, RemoteFiles } from './host.js';

/** How files are asked for; undefined for what does not exist or is no text. */
export interface FileRequests {
  read(path: string): Promise<string | undefined>;
  list(folder: string): Promise<readonly DirEntry[] | undefined>;
}

export function createBrowserHost(requests: FileRequests): Host {
  const texts = new Shelf((path) => requests.read(path));
  const folders = new Shelf((path) => requests.list(path));
  const files: FileSystem = { readFile: (path) => texts.get(path), readDir: (path) => folders.get(path) };
  const list = (folder: string) => folders.fetch(folder);
  const read = (path: string) => texts.fetch(path);
  const remote: RemoteFiles = {
    async prefetch(folder) {
      const entries = (await list(folder)) ?? [];
      const names = entries.filter(({ name }) => isGoFileName(name) || settingsNames.has(name)).map(({ name }) => name);
      await Promise.all(names.map((name) => read(`${folder}/${name}`)));
    },
    async refresh(paths) {
      // A path may be a folder with all that was in it, and the first of several that are new, one in the other.
      await Promise.all([texts.refetch(paths), folders.refetch(paths, foldersAbove(paths))]);
    },
    onArrival(listener) {
      const arrivals = new Arrivals(listener);
      texts.arrived = folders.arrived = (path) => arrivals.add(path);
    },
  };
  return { files, list, read, remote, environment: () => ({ files, goos: 'linux', goarch: 'amd64' }) };
}

/** Read along with a folder's Go files. */
const settingsNames: ReadonlySet<string> = new Set(['go.mod', 'go.work', '.mapguard.json']);

/** What was fetched, by path; the absence of a file is known as well. */
class Shelf<T> {
  arrived: (path: string) => void = () => undefined;
  private readonly known = new Map<string, T | undefined>();
  private readonly missed = new Set<string>();
  private readonly onTheWay = new Map<string, Promise<T | undefined>>();

  constructor(private readonly request: (path: string) => Promise<T | undefined>) {}

  /** What is here; what is not is fetched, and announced if it exists. */
  get(path: string): T | undefined {
    if (!this.known.has(path)) {
      this.missed.add(path);
      void this.fetch(path);
    }
    return this.known.get(path);
  }

  fetch(path: string): Promise<T | undefined> {
    return this.known.has(path) ? Promise.resolve(this.known.get(path)) : (this.onTheWay.get(path) ?? this.ask(path));
  }

  /** Asks again for what was asked for before: the paths with what lies below them, and others without. */
  async refetch(paths: readonly string[], others: ReadonlySet<string> = new Set()): Promise<void> {
    const whole = new Set(paths);
    const isMeant = (path: string): boolean =>
      others.has(path) || whole.has(path) || [...foldersAbove([path])].some((above) => whole.has(above));
    await Promise.all([...this.known.keys()].filter(isMeant).map((path) => this.ask(path)));
  }

  private async ask(path: string): Promise<T | undefined> {
    const asked = this.request(path).catch(() => undefined);
    this.onTheWay.set(path, asked);
    const value = await asked;
    if (this.onTheWay.get(path) === asked) {
      this.onTheWay.delete(path);
      this.known.set(path, value);
      if (this.missed.delete(path) && value !== undefined) this.arrived(path);
    }
    return value;
  }
}

/** All folders that lead to the paths. */
function foldersAbove(paths: readonly string[]): ReadonlySet<string> {
  const above = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) above.add(path.slice(0, end));
  }
  return above;
}

/** Files come in bursts; each burst is told once. */
class Arrivals {
  private paths: string[] = [];

  constructor(private readonly tell: (paths: readonly string[]) => void) {}

  add(path: string): void {
    if (this.paths.push(path) > 1) return;
    setTimeout(() => {
      const paths = this.paths;
      this.paths = [];
      this.tell(paths);
    }, burst);
  }
}

/** Milliseconds. */
const burst = 20;
