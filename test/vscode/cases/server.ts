/** The server as a process: it comes back, and nothing is lost. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { closeAll, rangeOf, show, untilFindings } from '../editor.js';

describe('the server', () => {
  afterEach(closeAll);

  const hasProcesses = vscode.env.uiKind !== vscode.UIKind.Web || vscode.env.remoteName !== undefined;
  const itWithProcesses = hasProcesses ? it : () => undefined;

  itWithProcesses('comes back when it is killed, with what was typed before', async () => {
    const editor = await show('stock.go');
    const { document } = editor;
    await untilFindings(document.uri, (found) => found.length === 1);
    const pid = await serverProcess();
    assert.ok(pid, 'the server is a process');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// Typed before.\n'));
    process.kill(pid, 'SIGKILL');
    await untilFindings(document.uri, (found) => found.length === 0);
    const start = rangeOf(document, 'next := stock').start;
    await untilFindings(document.uri, (found) => found.length === 1 && found[0]!.range.start.isEqual(start));
    assert.notEqual(await serverProcess(), pid);
  });

  it('has an output that a command shows', async () => {
    await vscode.commands.executeCommand('mapguard.showOutput');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('is restarted by a command', async () => {
    const { document } = await show('stock.go');
    await untilFindings(document.uri, (found) => found.length === 1);
    const before = hasProcesses ? await serverProcess() : undefined;
    await vscode.commands.executeCommand('mapguard.restartServer');
    await untilFindings(document.uri, (found) => found.length === 1);
    if (before !== undefined) assert.notEqual(await serverProcess(), before);
  });
});

/** The process that runs the server's bundle as our child. */
async function serverProcess(): Promise<number | undefined> {
  const { execFileSync } = await import('node:child_process');
  const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString();
  for (const line of list.split('\n')) {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && /server\.js\b/.test(command ?? '')) return Number(pid);
  }
  return undefined;
}
