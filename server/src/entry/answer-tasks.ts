/** The far end of `start-worker.ts`: a task in, an outcome out, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { LocalChecker, type Brought, type CheckTask, type Look } from '../check/checker.js';
import { ready } from '../check/worker-checker.js';
import { createNodeHost } from '../host/node.js';
import { openWorkspace } from './bundled.node.js';

export function answerTasks<T extends Brought>(look: Look<T>): void {
  const { goroot } = workerData as { readonly goroot: string };
  const environment = createNodeHost().environment(goroot);
  const checker = new LocalChecker(look, () => openWorkspace(environment));
  parentPort!.on('message', (task: CheckTask) => {
    const answer = task.begin ? checker.begin(task) : checker.check(task);
    void answer.then((outcome) => parentPort!.postMessage(outcome));
  });
  parentPort!.postMessage(ready);
}
