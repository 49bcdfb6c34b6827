/** Starts threads that check packages: another run of a bundle, which knows by `isMainThread` what it is there for. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Brought, Outcome } from '../check/checker.js';
import type { WorkerPort } from '../check/worker-checker.js';

/** @param bundle its name in this bundle's folder. */
export function startWorker<T extends Brought>(bundle: string, goroot: string): WorkerPort<T> {
  const worker = new Worker(join(__dirname, bundle), { workerData: { goroot } });
  return {
    send: (task) => worker.postMessage(task),
    listen(onOutcome, onEnd) {
      let reason: string | undefined;
      worker.on('message', (outcome: Outcome<T>) => onOutcome(outcome));
      worker.on('error', (error) => (reason = error.stack ?? error.message));
      worker.on('exit', (status) => onEnd(reason ?? `its thread ended with status ${status}`));
    },
    end: async () => void (await worker.terminate()),
  };
}
