/** What an offer does to the texts, as an edit of the protocol: refused rather than wrong. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type * as lsp from 'vscode-languageserver';
import type { CancellationToken } from 'vscode-languageserver';
import type { Diagnostic, FileEdit, Job, Snapshot, SuggestedFix, Workspace } from '../engine/index.js';
import { fixAll, type FixAllScope } from './fix-all.js';
import type { FixAllOffer, FixOffer, Offer } from './offers.js';
import type { Session } from './session.js';
import { Positions, toWorkspaceEdit } from './to-lsp.js';
import { folderOf } from './uris.js';
import { work } from './work.js';

/** Throws what the client should show when the edit can't be had. */
export async function offeredEdit(
  session: Session,
  title: string,
  offer: Offer,
  token: CancellationToken,
): Promise<lsp.WorkspaceEdit> {
  return offer.kind === 'fix' ? fixEdit(session, title, offer) : fixAllEdit(session, title, offer, token);
}

/** Refused when one of the files it changes is no longer what it was. */
function fixEdit(session: Session, title: string, { workspace, snapshot, edits, confirm }: FixOffer) {
  const now = workspace.snapshot();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const [then, present] = [snapshot.read(file), now.read(file)];
    if (then?.version !== present?.version || then?.text !== present?.text) {
      throw refusal(`${file} has changed since "${title}" was offered. Ask for the fixes again.`);
    }
  }
  return toEdit(session, snapshot, edits, confirm);
}

async function fixAllEdit(session: Session, title: string, offer: FixAllOffer, token: CancellationToken) {
  function* run(): Job<lsp.WorkspaceEdit> {
    const { workspace } = session.projects.of(offer.path ?? session.folders[0] ?? '');
    const snapshot = workspace.snapshot();
    const { edits, fixes, isBold } = yield* fixAll(scopeOf(session, offer));
    const files = new Set(edits.map((edit) => edit.file)).size;
    const isLocal = !isBold && files === 1 && edits[0]?.file === offer.path;
    const confirm =
      isLocal || files === 0 ? undefined : `${plural(fixes, 'fix', 'es')} in ${plural(files, 'file', 's')}`;
    return toEdit(session, snapshot, edits, confirm);
  }
  const edit = await work(session, title, token, run);
  if (edit === undefined) throw refusal(`"${title}" was not done.`);
  return edit;
}

function scopeOf(session: Session, { path, rule, safeOnly }: FixAllOffer): FixAllScope {
  const { projects, scan, documents } = session;
  const open = [...documents.all()].filter(({ isAnalyzed }) => isAnalyzed).map((document) => folderOf(document.path));
  const copies = new Map<Workspace, Workspace>();
  return {
    folders: path === undefined ? new Set([...scan.packages, ...open]) : [folderOf(path)],
    workspaceOf(folder) {
      const { workspace } = projects.ofFolder(folder);
      let copy = copies.get(workspace);
      if (copy === undefined) copies.set(workspace, (copy = projects.copyFor(folder)));
      return copy;
    },
    choose(diagnostic) {
      const { file } = diagnostic;
      if ((path !== undefined && file !== path) || (rule !== undefined && diagnostic.rule !== rule)) return undefined;
      if (projects.of(file).excludes(file)) return undefined;
      const fix = preferredFix(diagnostic);
      if (fix === undefined || (safeOnly && !isSafe(fix))) return undefined;
      // What is asked for in one document, or on every save, changes that document only.
      return rule === undefined && fix.edits.some((edit) => edit.file !== path) ? undefined : fix;
    },
  };
}

export function preferredFix(diagnostic: Diagnostic): SuggestedFix | undefined {
  return diagnostic.fixes().find(({ preferred }) => preferred);
}

/** Whether it may be done without a person looking. */
export function isSafe({ applicability, confirm }: SuggestedFix): boolean {
  return applicability === 'safe' && confirm === undefined;
}

function toEdit(session: Session, snapshot: Snapshot, edits: readonly FileEdit[], confirm: string | undefined) {
  const { documents, client } = session;
  return toWorkspaceEdit(edits, confirm, new Positions(snapshot, documents), documents, client);
}

function refusal(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function plural(count: number, noun: string, ending: string): string {
  return `${count} ${noun}${count === 1 ? '' : ending}`;
}
