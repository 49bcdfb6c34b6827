/** Files that nobody opened, the command that checks them, and settings. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { closeAll, fileUri, findings, show, until, untilFindings } from '../editor.js';

describe('the workspace', () => {
  afterEach(closeAll);

  it('has the findings of a file that was never opened', async () => {
    const uri = fileUri('archive/archive.go');
    const [finding] = await untilFindings(uri, (found) => found.length === 1);
    assert.match(finding!.message, /clos/);
    assert.ok(!vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path), 'it is not open');
  });

  it('is checked by a command, which says what it found', async () => {
    const result = await vscode.commands.executeCommand('mapguard.checkWorkspace');
    assert.deepEqual(result, { packages: 2, findings: 2 });
    assert.equal(findings(fileUri('archive/archive.go')).length, 1);
  });

  it('learns of a file that another program writes', async () => {
    const uri = fileUri('archive/late.go');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri('archive/archive.go')));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text.replaceAll('Close', 'Late')));
    await untilFindings(uri, (found) => found.length === 1);
    await vscode.workspace.fs.delete(uri);
    await untilFindings(uri, (found) => found.length === 0);
  });

  // Whether the editor's watcher tells of folders at once depends on how it was started; see test/lsp for what it tells.
  it('is checked with the folders that came and went', async () => {
    const uri = fileUri('attic/deep/attic.go');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileUri('archive/archive.go')));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.commands.executeCommand('mapguard.checkWorkspace');
    await untilFindings(uri, (found) => found.length === 1);
    await vscode.workspace.fs.delete(fileUri('attic'), { recursive: true });
    await vscode.commands.executeCommand('mapguard.checkWorkspace');
    await untilFindings(uri, (found) => found.length === 0);
  });

  it('follows a changed setting', async () => {
    const { document } = await show('stock.go');
    await untilFindings(document.uri, (found) => found.length === 1);
    const settings = vscode.workspace.getConfiguration('mapguard');
    await settings.update('rules.map-alias-write', 'error', vscode.ConfigurationTarget.Workspace);
    const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;
    await untilFindings(document.uri, (found) => found.length === 1 && found.every(isError));
    await settings.update('rules.map-alias-write', 'off', vscode.ConfigurationTarget.Workspace);
    // The rule about parameters speaks of the write where this one is silent.
    await untilFindings(document.uri, (found) => !found.some(({ message }) => message.includes('are one map')));
    await settings.update('rules.map-alias-write', undefined, vscode.ConfigurationTarget.Workspace);
    await untilFindings(document.uri, (found) => found.length === 1 && !found.some(isError));
    await until(
      () => findings(fileUri('archive/archive.go')).length === 1,
      () => 'the closed file to follow',
    );
  });
});
