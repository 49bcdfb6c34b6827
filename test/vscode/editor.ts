/** What the cases do with the editor: open, type, wait for findings, choose a fix. */
import * as assert from './assert.js';
import * as vscode from 'vscode';

/** A file of the workspace, by its path in it. */
export function fileUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function show(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(path)));
}

/** Discards what was typed, also in the files of the folder. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.uri.scheme !== 'file') continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Our findings of a file: the text they cover, and what they are. */
export function findings(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'mapguard');
}

/** Resolves with the findings once they are as expected. */
export async function untilFindings(
  uri: vscode.Uri,
  isExpected: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  await until(
    () => isExpected(findings(uri)),
    () => `other findings than ${JSON.stringify(findings(uri).map(({ range, message }) => ({ range, message })))}`,
  );
  return findings(uri);
}

/** Resolves when the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited 15 seconds in vain for ${what()}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The range of the first occurrence of `text` in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `${document.fileName} holds "${text}"`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** What the lightbulb shows at a range, edits resolved. */
export async function actionsAt(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const resolveAll = 100;
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, undefined, resolveAll);
}
