/** Starts the threads of `worker.ts`. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckOutcome } from '../cli/checker.js';
import type { WorkerPort } from '../cli/worker-checker.js';

export function startWorker(goroot: string): WorkerPort {
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData: { goroot } });
  return {
    send: (task) => worker.postMessage(task),
    listen(onOutcome, onEnd) {
      let reason: string | undefined;
      worker.on('message', (outcome: CheckOutcome) => onOutcome(outcome));
      worker.on('error', (error) => (reason = error.stack ?? error.message));
      worker.on('exit', (status) => onEnd(reason ?? `its thread ended with status ${status}`));
    },
    end: async () => void (await worker.terminate()),
  };
}
