/** Files and folders of the workspace for a server that can't read them itself. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Server → client, `mapguard/readFile` and `mapguard/readFolder`: null for what does not exist or is no text. */
export function answerFileRequests(client: BaseLanguageClient): void {
  client.onRequest('mapguard/readFile', ({ uri }: { readonly uri: string }) => orNull(readText(vscode.Uri.parse(uri))));
  client.onRequest('mapguard/readFolder', ({ uri }: { readonly uri: string }) =>
    orNull(readFolder(vscode.Uri.parse(uri))),
  );
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > largestFile) return null;
  const bytes = await vscode.workspace.fs.readFile(uri);
  return bytes.subarray(0, 8000).includes(0) ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

async function readFolder(uri: vscode.Uri) {
  const entries = await vscode.workspace.fs.readDirectory(uri);
  return entries.map(([name, type]) => ({ name, isDirectory: type === vscode.FileType.Directory }));
}

/** Bytes; the server's own limit. */
const largestFile = 16 * 1024 * 1024;

/** Not there, or not allowed to be read: for an analysis the same. */
async function orNull<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch {
    return null;
  }
}
