/** `textDocument/codeAction`: the lightbulb. Offers fixes of the findings at the range; their edits come on request. */
import type * as lsp from 'vscode-languageserver';
import type { CancellationToken } from 'vscode-languageserver';
import type { Diagnostic } from '../../engine/index.js';
import type { Findings } from '../diagnosis.js';
import { offsetsOf } from '../from-lsp.js';
import { isSafe, offeredEdit, preferredFix } from '../offered-edit.js';
import type { Offer } from '../offers.js';
import type { Session } from '../session.js';
import { fixTitle } from '../to-lsp.js';
import { pathOf } from '../uris.js';

/** What an unresolved action carries. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly offer: number;
}

export async function codeAction(
  session: Session,
  { textDocument: { uri }, range, context: { only } }: lsp.CodeActionParams,
  token: CancellationToken,
): Promise<lsp.CodeAction[]> {
  const path = pathOf(uri);
  const findings = await session.diagnosis.current(path);
  const document = session.documents.get(path)?.text;
  if (findings === undefined || document === undefined || token.isCancellationRequested) return [];
  const { start, end } = offsetsOf(document, range);
  const isMet = (each: Diagnostic): boolean => each.file === path && each.start <= end && each.end >= start;
  const offered = [
    ...(isAsked('quickfix', only) || isAsked('refactor.rewrite', only) ? fixesOf(findings, isMet) : []),
    ...(isAsked('quickfix', only) && session.client.resolveEdit ? fixesOfKind(session, findings, path, isMet) : []),
    ...(only !== undefined && isAsked(fixAllKind, only) ? safeFixes(findings, path) : []),
  ].filter(({ action }) => isAsked(action.kind, only));
  if (session.client.resolveEdit) {
    const dataOf = (offer: Offer): ActionData => ({ uri, version: document.version, offer: session.offers.add(offer) });
    return offered.map(({ action, offer }) => ({ ...action, data: dataOf(offer) }));
  }
  const edits = offered.map(async ({ action, offer }) => ({
    ...action,
    edit: await offeredEdit(session, action.title, offer, token),
  }));
  return Promise.all(edits);
}

interface Offered {
  readonly action: lsp.CodeAction & { readonly kind: string };
  readonly offer: Offer;
}

const fixAllKind = 'source.fixAll.mapguard';

/** What each finding suggests. */
function* fixesOf(findings: Findings, isMet: (diagnostic: Diagnostic) => boolean): Iterable<Offered> {
  const { workspace, snapshot, items } = findings;
  for (const [index, diagnostic] of findings.diagnostics.entries()) {
    if (!isMet(diagnostic)) continue;
    for (const fix of diagnostic.fixes()) {
      const { kind, edits, confirm, preferred: isPreferred } = fix;
      const action = { title: fixTitle(fix), kind, diagnostics: [items[index]!], isPreferred };
      yield { action, offer: { kind: 'fix', workspace, snapshot, edits, confirm } };
    }
  }
}

/** All findings of the rule of one that is met, where there are more. */
function* fixesOfKind(
  session: Session,
  findings: Findings,
  path: string,
  isMet: (diagnostic: Diagnostic) => boolean,
): Iterable<Offered> {
  const met = new Map(findings.diagnostics.flatMap((each, i) => (isMet(each) ? [[each.rule, i]] : [])));
  for (const [rule, index] of met) {
    const fix = preferredFix(findings.diagnostics[index]!);
    if (fix === undefined) continue;
    const inFile = findings.diagnostics.filter((each) => each.rule === rule && each.file === path).length;
    let inWorkspace = 0;
    for (const { items } of session.publisher.all()) inWorkspace += items.filter(({ code }) => code === rule).length;
    const safeOnly = isSafe(fix);
    const offered = (count: number, where: string, of: string | undefined): Offered => {
      const title = fixTitle({ ...fix, title: `Fix all ${count} findings of ${rule} in ${where}` });
      const action = { title, kind: 'quickfix', diagnostics: [findings.items[index]!], isPreferred: false };
      return { action, offer: { kind: 'fix-all', path: of, rule, safeOnly } };
    };
    if (inFile > 1) yield offered(inFile, 'this file', path);
    if (inWorkspace > inFile) yield offered(inWorkspace, 'the workspace', undefined);
  }
}

/** Only by name: what a person wants done on every save is no answer to "what can be done here?". */
function* safeFixes({ diagnostics }: Findings, path: string): Iterable<Offered> {
  const isWanted = (diagnostic: Diagnostic): boolean => {
    const fix = diagnostic.file === path ? preferredFix(diagnostic) : undefined;
    return fix !== undefined && isSafe(fix) && fix.edits.every((edit) => edit.file === path);
  };
  if (!diagnostics.some(isWanted)) return;
  const action = { title: 'Apply all safe Mapguard fixes', kind: fixAllKind };
  yield { action, offer: { kind: 'fix-all', path, rule: undefined, safeOnly: true } };
}

/** A kind covers its sub-kinds: `refactor` asks for `refactor.rewrite`. */
function isAsked(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}
