/** `textDocument/codeAction`: the lightbulb. Offers fixes of the findings at the range; their edits come on request. */
import type * as lsp from 'vscode-languageserver';
import type { CancellationToken } from 'vscode-languageserver';
import type { Diagnostic, FileEdit, SuggestedFix } from '../../engine/index.js';
import type { Findings } from '../diagnosis.js';
import { offsetsOf } from '../from-lsp.js';
import type { Offer } from '../offers.js';
import type { Session } from '../session.js';
import { fixTitle, Positions, toWorkspaceEdit } from '../to-lsp.js';
import { pathOf } from '../uris.js';

/** What an unresolved action carries. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly offer: number;
}

export async function codeAction(
  session: Session,
  { textDocument: { uri }, range, context }: lsp.CodeActionParams,
  token: CancellationToken,
): Promise<lsp.CodeAction[]> {
  const path = pathOf(uri);
  const findings = await session.diagnosis.current(path);
  const document = session.documents.get(path)?.text;
  if (findings === undefined || document === undefined || token.isCancellationRequested) return [];
  const { start, end } = offsetsOf(document, range);
  const actions: lsp.CodeAction[] = [];
  const offer = (action: lsp.CodeAction, { edits, confirm }: Pick<Offer, 'edits' | 'confirm'>): void => {
    const { workspace, snapshot } = findings;
    actions.push(withEdit(session, action, document, { workspace, snapshot, edits, confirm }));
  };
  findings.diagnostics.forEach((diagnostic, index) => {
    if (diagnostic.file !== path || diagnostic.start > end || diagnostic.end < start) return;
    for (const fix of diagnostic.fixes()) {
      if (!isAsked(fix.kind, context.only) || !isPossible(session, findings, fix)) continue;
      const diagnostics = [findings.items[index]!];
      offer(
        { title: fixTitle(fix), kind: fix.kind, diagnostics, isPreferred: fix.preferred },
        { edits: fix.edits, confirm: fix.confirm },
      );
    }
  });
  // Only by name: what a person wants done on every save is no answer to "what can be done here?".
  if (context.only !== undefined && isAsked(fixAllKind, context.only)) {
    const edits = safeEdits(findings, path);
    if (edits.length > 0) {
      offer({ title: 'Apply all safe Mapguard fixes', kind: fixAllKind }, { edits, confirm: undefined });
    }
  }
  return actions;
}

const fixAllKind = 'source.fixAll.mapguard';

function withEdit(
  session: Session,
  action: lsp.CodeAction,
  { uri, version }: { readonly uri: string; readonly version: number },
  offer: Offer,
): lsp.CodeAction {
  const { client, documents, offers } = session;
  if (client.resolveEdit) {
    const data: ActionData = { uri, version, offer: offers.add(offer) };
    return { ...action, data };
  }
  const { snapshot, edits, confirm } = offer;
  const positions = new Positions(snapshot, documents);
  return { ...action, edit: toWorkspaceEdit(edits, confirm, positions, documents, client) };
}

/** Whether the client can do it: not all can create the files that some fixes bring. */
function isPossible({ client }: Session, { snapshot }: Findings, { edits }: SuggestedFix): boolean {
  return client.createFiles || edits.every(({ file }) => snapshot.read(file) !== undefined);
}

/** A kind covers its sub-kinds: `refactor` asks for `refactor.rewrite`. */
function isAsked(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/**
 * The preferred safe fixes of the document together. One that touches what another changes is left for the next time;
 * an import that two of them add is added once.
 */
function safeEdits({ diagnostics }: Findings, path: string): readonly FileEdit[] {
  const taken: FileEdit[] = [];
  for (const diagnostic of diagnostics) {
    const edits = safeFix(diagnostic)?.edits ?? [];
    if (edits.some((edit) => edit.file !== path)) continue;
    const fresh = edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (!fresh.some((edit) => taken.some((other) => overlaps(edit, other)))) taken.push(...fresh);
  }
  return taken;
}

function safeFix(diagnostic: Diagnostic) {
  return diagnostic
    .fixes()
    .find(({ applicability, preferred, confirm }) => applicability === 'safe' && preferred && confirm === undefined);
}

function isSame(a: FileEdit, b: FileEdit): boolean {
  return a.start === b.start && a.end === b.end && a.newText === b.newText;
}

function overlaps(a: FileEdit, b: FileEdit): boolean {
  if (a.declares?.some((name) => b.declares?.includes(name))) return true;
  return a.start <= b.end && b.start <= a.end;
}
