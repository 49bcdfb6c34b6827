/** Starts threads that check packages: another run of a bundle, which knows by `isMainThread` what it is there for. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Brought, Outcome } from '../check/checker.js';
import { ready, type WorkerPort } from '../check/worker-checker.js';

/** A heap may double before it is looked through; left alone it grows fourfold, to save no time. */
setFlagsFromString('--heap-growing-percent=100');

/**
 * An analysis makes much that lives for a moment. With more room for that, less of it is taken for lasting: a fifth of
 * the time, with the default of 48.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 192 };

/** @param bundle its name in this bundle's folder. */
export function startWorker<T extends Brought>(bundle: string, goroot: string): WorkerPort<T> {
  const worker = new Worker(join(__dirname, bundle), { workerData: { goroot }, resourceLimits });
  return {
    send: (task) => worker.postMessage(task),
    listen({ onReady, onOutcome, onEnd }) {
      let reason: string | undefined;
      worker.on('message', (message: Outcome<T> | typeof ready) =>
        message === ready ? onReady() : onOutcome(message),
      );
      worker.on('error', (error) => (reason = error.stack ?? error.message));
      worker.on('exit', (status) => onEnd(reason ?? `its thread ended with status ${status}`));
    },
    end: async () => void (await worker.terminate()),
  };
}
