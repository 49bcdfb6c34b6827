/** `codeAction/resolve`: the edit of an offered action. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import type * as lsp from 'vscode-languageserver';
import { offeredEdit } from '../offered-edit.js';
import type { Session } from '../session.js';
import type { ActionData } from './code-action.js';

export async function codeActionResolve(
  session: Session,
  action: lsp.CodeAction,
  token: CancellationToken,
): Promise<lsp.CodeAction> {
  const offer = isActionData(action.data) ? session.offers.get(action.data.offer) : undefined;
  if (offer === undefined) {
    const message = `"${action.title}" is no longer offered. Ask for the fixes again.`;
    throw new ResponseError(LSPErrorCodes.RequestFailed, message);
  }
  return { ...action, edit: await offeredEdit(session, action.title, offer, token) };
}

function isActionData(data: unknown): data is ActionData {
  return typeof data === 'object' && data !== null && 'offer' in data && typeof data.offer === 'number';
}
