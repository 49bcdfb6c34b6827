/** A checker in another thread. The thread itself is the entry point's business; here is what is said to it. */
import type { Brought, Checker, CheckTask, Found, Outcome } from './checker.js';

/** The near end of a thread that checks packages: one answer for each task, in order. */
export interface WorkerPort<T extends Brought = Found> {
  send(task: CheckTask): void;
  /** Calls back with each answer, and with the reason when the thread has ended; once only for the latter. */
  listen(onOutcome: (outcome: Outcome<T>) => void, onEnd: (reason: string) => void): void;
  end(): Promise<void>;
}

export class WorkerChecker<T extends Brought> implements Checker<T> {
  private waiting: Waiting<T> | undefined;
  private ended: string | undefined;

  constructor(private readonly port: WorkerPort<T>) {
    port.listen(
      (outcome) => {
        const { waiting } = this;
        this.waiting = undefined;
        waiting?.resolve(outcome);
      },
      (reason) => {
        this.ended = reason;
        this.waiting?.reject(new Error(reason));
        this.waiting = undefined;
      },
    );
  }

  check(task: CheckTask): Promise<Outcome<T>> {
    if (this.ended !== undefined) return Promise.reject(new Error(this.ended));
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
