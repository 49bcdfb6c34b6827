/**
 * What the client has been told of each file. Pushes diagnostics, or keeps them until the client pulls; result ids stay
 * the same as long as the content does.
 */
import type * as lsp from 'vscode-languageserver';

export interface Published {
  readonly uri: string;
  readonly version: number | undefined;
  readonly resultId: string;
  readonly items: readonly lsp.Diagnostic[];
}

export interface PublisherClient {
  push(params: lsp.PublishDiagnosticsParams): void;
  /** Asks a pulling client to pull again. */
  refresh(): void;
}

export class Publisher {
  private readonly byUri = new Map<string, Published>();
  private count = 0;
  private readonly listeners = new Set<(published: Published) => void>();

  constructor(
    private readonly mode: 'pull' | 'push',
    private readonly client: PublisherClient,
    /** Sets the result ids of this run apart from those of a server before it. */
    private readonly run: string,
  ) {}

  /** The version is undefined for a file that is not open. An open document's is pushed even if nothing changed. */
  publish(uri: string, version: number | undefined, items: readonly lsp.Diagnostic[]): Published {
    const known = this.byUri.get(uri);
    const isSame = JSON.stringify(known?.items ?? []) === JSON.stringify(items);
    const resultId = known !== undefined && isSame ? known.resultId : `${this.run}-${++this.count}`;
    const published = { uri, version, resultId, items };
    if (items.length === 0 && version === undefined) this.byUri.delete(uri);
    else this.byUri.set(uri, published);
    if (isSame && known?.version === version) return published;
    if (this.mode === 'push') {
      if (!isSame || version !== undefined) {
        this.client.push({ uri, diagnostics: [...items], ...(version === undefined ? {} : { version }) });
      }
    } else if (!isSame) {
      for (const listener of this.listeners) listener(published);
      // Nobody typed here, so nobody will ask.
      if (known?.version === version) this.client.refresh();
    }
    return published;
  }

  clear(uri: string): void {
    this.publish(uri, undefined, []);
  }

  all(): Iterable<Published> {
    return this.byUri.values();
  }

  get(uri: string): Published | undefined {
    return this.byUri.get(uri);
  }

  /** Tells of every change from now on, in pull mode; returns how to stop. */
  listen(listener: (published: Published) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
