/** Runs a job of the engine to its end, letting the event loop run now and then, so that Ctrl+C is heard. */
import type { Job } from '../engine/index.js';

export async function finishJob<T>(job: Job<T>, signal?: AbortSignal): Promise<T> {
  let rested = performance.now();
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
    if (performance.now() - rested < millisecondsBetweenRests) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    rested = performance.now();
  }
}

const millisecondsBetweenRests = 50;
