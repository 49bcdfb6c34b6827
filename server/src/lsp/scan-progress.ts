/** Shows how far a scan is: the client's work-done progress, with a way to cancel, and the status. */
import type { WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { Clock } from './scheduler.js';
import type { Session } from './session.js';
import { showStatus } from './status.js';

export class ScanProgress {
  private reporter: WorkDoneProgressServerReporter | undefined;
  private total = 0;
  private count = 0;
  private last = -Infinity;
  private isDone = false;

  constructor(
    private readonly session: Session,
    private readonly clock: Clock,
    private readonly cancel: () => void,
  ) {}

  /** The client is asked once for a place to show it, which takes a round trip; the scan does not wait. */
  begin(total: number): void {
    const isFirst = this.total === 0;
    this.total = total;
    this.count = 0;
    this.show();
    if (!isFirst || total === 0 || !this.session.client.progress) return;
    void this.session.connection.window.createWorkDoneProgress().then(
      (reporter) => {
        if (this.isDone) return;
        this.reporter = reporter;
        reporter.token.onCancellationRequested(() => this.cancel());
        reporter.begin('Mapguard: checking', 0, this.message(), true);
        this.show();
      },
      (error: unknown) => this.session.connection.console.warn(`No progress shown: ${String(error)}`),
    );
  }

  report(count: number): void {
    this.count = count;
    const now = this.clock.now();
    if (now - this.last < pause && count < this.total) return;
    this.last = now;
    this.show();
  }

  done(result: { readonly packages: number; readonly findings: number }): void {
    this.isDone = true;
    this.reporter?.done();
    showStatus(this.session, { state: 'idle', ...result });
  }

  private show(): void {
    showStatus(this.session, { state: 'scanning', done: this.count, total: this.total });
    this.reporter?.report(Math.floor((100 * this.count) / Math.max(this.total, 1)), this.message());
  }

  private message(): string {
    return `${this.count} of ${this.total} packages`;
  }
}

/** Milliseconds between two reports: what a person can read. */
const pause = 100;
