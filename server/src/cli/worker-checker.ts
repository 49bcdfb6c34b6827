/** A checker in another thread. The thread itself is the entry point's business; here is what is said to it. */
import type { Checker, CheckOutcome, CheckTask } from './checker.js';

/** The near end of a thread that checks packages: one answer for each task, in order. */
export interface WorkerPort {
  send(task: CheckTask): void;
  /** Calls back with each answer, and with the reason when the thread has ended; once only for the latter. */
  listen(onOutcome: (outcome: CheckOutcome) => void, onEnd: (reason: string) => void): void;
  end(): Promise<void>;
}

export class WorkerChecker implements Checker {
  private waiting: PromiseWithResolvers | undefined;
  private ended: string | undefined;

  constructor(private readonly port: WorkerPort) {
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

  check(task: CheckTask): Promise<CheckOutcome> {
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

interface PromiseWithResolvers {
  resolve(outcome: CheckOutcome): void;
  reject(error: Error): void;
}
