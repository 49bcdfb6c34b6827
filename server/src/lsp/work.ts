/** Work of the engine that a request waits for, a few milliseconds at a time, so that keystrokes are heard meanwhile. */
import type { CancellationToken } from 'vscode-languageserver';
import type { Job } from '../engine/index.js';
import type { Session } from './session.js';

/**
 * The job's result; undefined when the client has cancelled, or the job failed (which is told). `start` is called again
 * after every edit, and takes the snapshot of that moment.
 */
export function work<T>(
  session: Pick<Session, 'scheduler' | 'failed'>,
  what: string,
  token: CancellationToken,
  start: () => Job<T>,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    if (token.isCancellationRequested) {
      resolve(undefined);
      return;
    }
    const name = `${what} ${++count}`;
    function* run(): Job<void> {
      try {
        resolve(yield* start());
      } catch (error) {
        session.failed(what, error);
        resolve(undefined);
      }
    }
    token.onCancellationRequested(() => {
      session.scheduler.drop(name);
      resolve(undefined);
    });
    // Not before what is typed has its findings.
    session.scheduler.add({ name, urgency: 'soon', start: run });
  });
}

/** Two requests never replace each other. */
let count = 0;
