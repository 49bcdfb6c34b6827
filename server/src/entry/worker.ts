/** A thread that checks packages for the command line: a task in, an outcome out, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { LocalChecker, type CheckTask } from '../cli/checker.js';
import { createNodeHost } from '../host/node.js';
import { openWorkspace } from './bundled.node.js';

const { goroot } = workerData as { readonly goroot: string };
const environment = createNodeHost().environment(goroot);
const checker = new LocalChecker(() => openWorkspace(environment));

parentPort!.on('message', (task: CheckTask) => {
  void checker.check(task).then((outcome) => parentPort!.postMessage(outcome));
});
