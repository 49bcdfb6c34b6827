/** A checker in another thread. The thread itself is the entry point's business; here is what is said to it. */
import { CannotStart, type Brought, type Checker, type CheckTask, type Found, type Outcome } from './checker.js';

/** The near end of a thread that checks packages: one answer for each task, in order. */
export interface WorkerPort<T extends Brought = Found> {
  send(task: CheckTask): void;
  listen(listener: WorkerListener<T>): void;
  end(): Promise<void>;
}

/** What a thread says first. */
export const ready = 'ready';

export interface WorkerListener<T extends Brought> {
  /** The thread has loaded its program. */
  onReady(): void;
  onOutcome(outcome: Outcome<T>): void;
  /** Once, with the reason. */
  onEnd(reason: string): void;
}

export class WorkerChecker<T extends Brought> implements Checker<T> {
  private waiting: Waiting<T> | undefined;
  private isReady = false;
  private ended: Error | undefined;

  constructor(private readonly port: WorkerPort<T>) {
    port.listen({
      onReady: () => {
        this.isReady = true;
      },
      onOutcome: (outcome) => {
        const { waiting } = this;
        this.waiting = undefined;
        waiting?.resolve(outcome);
      },
      onEnd: (reason) => {
        this.ended = this.isReady ? new Error(reason) : new CannotStart(reason);
        this.waiting?.reject(this.ended);
        this.waiting = undefined;
      },
    });
  }

  check(task: CheckTask): Promise<Outcome<T>> {
    return this.ask(task);
  }

  begin(task: CheckTask): Promise<Outcome<Brought>> {
    return this.ask({ ...task, begin: true });
  }

  private ask(task: CheckTask): Promise<Outcome<T>> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.port.send(task);
    });
  }

  close(): Promise<void> {
    return this.port.end();
  }
}

interface Waiting<T extends Brought> {
  resolve(outcome: Outcome<T>): void;
  reject(error: Error): void;
}
