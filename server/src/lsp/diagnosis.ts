/**
 * Findings of open documents: the edited one at once, the others when typing pauses. Keeps, of each document, the
 * snapshot that its findings came from, since fixes are computed from the same.
 */
import type * as lsp from 'vscode-languageserver';
import type { Diagnostic, Job, Snapshot, Workspace } from '../engine/index.js';
import type { Session } from './session.js';
import type { Urgency } from './scheduler.js';
import { Positions, toDiagnostic } from './to-lsp.js';

export interface Findings {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly diagnostics: readonly Diagnostic[];
  /** The same, in the same order, as the client knows them. */
  readonly items: readonly lsp.Diagnostic[];
}

export class Diagnosis {
  private readonly known = new Map<string, Findings>();
  private readonly waiting = new Map<string, ((findings: Findings | undefined) => void)[]>();

  constructor(private readonly session: Session) {}

  /** A document was opened or edited: it first, then what may depend on it. */
  edited(path: string): void {
    this.add(path, 'now');
    for (const document of this.session.documents.all()) if (document.path !== path) this.add(document.path, 'soon');
  }

  /** Every open document, after a change elsewhere. */
  all(urgency: Urgency): void {
    for (const document of this.session.documents.all()) this.add(document.path, urgency);
  }

  closed(path: string): void {
    this.known.delete(path);
    this.session.scheduler.drop(nameOf(path));
    this.session.scheduler.drop(`complete ${path}`);
    this.answer(path, undefined);
  }

  /**
   * The document's findings in the present state, computed next if they aren't known; undefined when it is closed
   * meanwhile. Documents that the engine does not have are without findings for ever.
   */
  async current(path: string): Promise<Findings | undefined> {
    const known = this.known.get(path);
    if (known !== undefined && known.snapshot === known.workspace.snapshot()) return known;
    if (this.session.documents.get(path)?.isAnalyzed !== true) return undefined;
    return new Promise((resolve) => {
      this.waiting.set(path, [...(this.waiting.get(path) ?? []), resolve]);
      this.add(path, 'now');
    });
  }

  private add(path: string, urgency: Urgency): void {
    const { scheduler, documents } = this.session;
    const document = documents.get(path);
    if (document === undefined) return;
    if (!document.isAnalyzed) {
      this.session.publisher.publish(document.text.uri, document.text.version, []);
      return;
    }
    scheduler.add({ name: nameOf(path), urgency, start: () => this.glance(path) });
  }

  /** Tells at once what is known at once, and the rest when typing pauses. */
  private *glance(path: string): Job<void> {
    let isFinal = true;
    yield* this.tell(path, function* (snapshot) {
      const glance = yield* snapshot.glance(path);
      ({ isFinal } = glance);
      return glance.diagnostics;
    });
    if (isFinal) return;
    const start = (): Job<void> => this.tell(path, (snapshot) => snapshot.diagnose(path));
    this.session.scheduler.add({ name: `complete ${path}`, urgency: 'soon', start });
  }

  private *tell(path: string, findingsIn: (snapshot: Snapshot) => Job<readonly Diagnostic[]>): Job<void> {
    const { isReady, projects, documents, publisher, client } = this.session;
    if (!isReady) return; // Settings come first; then everything is diagnosed.
    const { workspace, excludes } = projects.of(path);
    const snapshot = workspace.snapshot();
    let diagnostics: readonly Diagnostic[] = [];
    try {
      if (!excludes(path)) diagnostics = yield* findingsIn(snapshot);
    } catch (error) {
      this.session.failed(`Diagnosing ${path}`, error);
    }
    const document = documents.get(path);
    if (document === undefined) return;
    const positions = new Positions(snapshot, documents);
    const items = diagnostics.map((diagnostic) => toDiagnostic(diagnostic, positions, client));
    const findings = { workspace, snapshot, diagnostics, items };
    this.known.set(path, findings);
    publisher.publish(document.text.uri, document.text.version, items);
    this.answer(path, findings);
  }

  private answer(path: string, findings: Findings | undefined): void {
    const waiting = this.waiting.get(path) ?? [];
    this.waiting.delete(path);
    for (const resolve of waiting) resolve(findings);
  }
}

function nameOf(path: string): string {
  return `diagnose ${path}`;
}
