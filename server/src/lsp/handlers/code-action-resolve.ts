/**
 * `codeAction/resolve`: the edit of an offered action, from the snapshot that it was offered on. Refused when one of the
 * files it changes is no longer what it was: a wrong edit is worse than none.
 */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { Positions, toWorkspaceEdit } from '../to-lsp.js';
import type { ActionData } from './code-action.js';

export function codeActionResolve(session: Session, action: lsp.CodeAction): lsp.CodeAction {
  const { offers, documents, client } = session;
  const offer = isActionData(action.data) ? offers.get(action.data.offer) : undefined;
  if (offer === undefined) throw refusal(`"${action.title}" is no longer offered. Ask for the fixes again.`);
  const { workspace, snapshot, edits, confirm } = offer;
  const now = workspace.snapshot();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const [then, present] = [snapshot.read(file), now.read(file)];
    if (then?.version !== present?.version || then?.text !== present?.text) {
      throw refusal(`${file} has changed since "${action.title}" was offered. Ask for the fixes again.`);
    }
  }
  const positions = new Positions(snapshot, documents);
  return { ...action, edit: toWorkspaceEdit(edits, confirm, positions, documents, client) };
}

function isActionData(data: unknown): data is ActionData {
  return typeof data === 'object' && data !== null && 'offer' in data && typeof data.offer === 'number';
}

function refusal(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
