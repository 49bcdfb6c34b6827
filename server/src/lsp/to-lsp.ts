/** From the engine to the protocol: the only place where offsets become positions, and findings become squiggles. */
import type * as lsp from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileEdit, Location, PlainDiagnostic, Severity, Snapshot, SuggestedFix } from '../engine/index.js';
import type { ClientFeatures } from './client-features.js';
import type { Documents } from './documents.js';

/** Translates locations in the files of one snapshot; reads each file once. */
export class Positions {
  private readonly texts = new Map<string, TextDocument | undefined>();

  constructor(
    private readonly snapshot: Snapshot,
    private readonly documents: Documents,
  ) {}

  /** The range, an empty one at the start if the file is gone. */
  rangeOf({ file, start, end }: Location): lsp.Range {
    const text = this.textOf(file);
    if (text === undefined) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return { start: this.positionIn(text, start), end: this.positionIn(text, end) };
  }

  locationOf(location: Location): lsp.Location {
    return { uri: this.documents.uriOf(location.file), range: this.rangeOf(location) };
  }

  exists(file: string): boolean {
    return this.snapshot.read(file) !== undefined;
  }

  /** The open document's version in the snapshot, null for files on disk: the protocol's word for them. */
  versionOf(file: string): number | null {
    return this.snapshot.read(file)?.version ?? null;
  }

  /** Editors take a byte order mark off when they read a file; it is in the text of the others only. */
  private positionIn(text: TextDocument, offset: number): lsp.Position {
    const { line, character } = text.positionAt(offset);
    const hasMark = line === 0 && text.version < 0 && text.getText({ start: origin, end: afterMark }) === '\ufeff';
    return { line, character: hasMark ? Math.max(character - 1, 0) : character };
  }

  private textOf(file: string): TextDocument | undefined {
    if (this.texts.has(file)) return this.texts.get(file);
    const read = this.snapshot.read(file);
    const text = read && this.documentOf(file, read);
    this.texts.set(file, text);
    return text;
  }

  private documentOf(file: string, { text, version }: { readonly text: string; readonly version: number | undefined }) {
    if (version === undefined) return this.documents.ofDisk(file, text);
    const open = this.documents.get(file)?.text;
    return open?.version === version ? open : TextDocument.create(file, 'go', version, text);
  }
}

const origin: lsp.Position = { line: 0, character: 0 };
const afterMark: lsp.Position = { line: 0, character: 1 };

export function toDiagnostic(
  diagnostic: PlainDiagnostic,
  positions: Positions,
  client: ClientFeatures,
): lsp.Diagnostic {
  const { rule, severity, message, related } = diagnostic;
  const information = related.map((each) => ({ location: positions.locationOf(each), message: each.message }));
  const inMessage = client.relatedInformation ? '' : information.map(evidenceLine).join('');
  return {
    range: positions.rangeOf(diagnostic),
    severity: severities[severity],
    source: 'mapguard',
    code: rule,
    message: message + inMessage,
    ...(client.codeDescription ? { codeDescription: { href: ruleLink(rule) } } : {}),
    ...(client.relatedInformation && information.length > 0 ? { relatedInformation: information } : {}),
    // Hints are sharing worth knowing, not worth a line under the code. Dimming is how editors show that, and this tag
    // is the protocol's only way to ask for it.
    ...(client.tags && severity === 'hint' ? { tags: [unnecessary] } : {}),
  };
}

/** How a fix is called: those that a correct program could notice say so. */
export function fixTitle({ title, applicability }: SuggestedFix): string {
  return applicability === 'safe' ? title : `${title} (may change behaviour)`;
}

/**
 * The edits against the versions of the snapshot that they were computed from, so that a client refuses them when a
 * document has moved on.
 */
export function toWorkspaceEdit(
  edits: readonly FileEdit[],
  confirm: string | undefined,
  positions: Positions,
  documents: Documents,
  client: ClientFeatures,
): lsp.WorkspaceEdit {
  const byFile = byFileOf(edits);
  if (!client.documentChanges) {
    const changes = [...byFile].map(([file, of]) => [
      documents.uriOf(file),
      of.map((edit) => ({ range: positions.rangeOf(edit), newText: edit.newText })),
    ]);
    return { changes: Object.fromEntries(changes) as Record<string, lsp.TextEdit[]> };
  }
  const annotation = confirm !== undefined && client.changeAnnotations ? { annotationId } : {};
  const created = [...byFile.keys()]
    .filter((file) => !positions.exists(file))
    .map((file): lsp.CreateFile => ({ kind: 'create', uri: documents.uriOf(file), ...annotation }));
  const changed = [...byFile].map(([file, of]) => ({
    textDocument: { uri: documents.uriOf(file), version: positions.versionOf(file) },
    edits: of.map((edit) => ({ range: positions.rangeOf(edit), newText: edit.newText, ...annotation })),
  }));
  const documentChanges = [...created, ...changed];
  if (confirm === undefined || !client.changeAnnotations) return { documentChanges };
  const changeAnnotations = { [annotationId]: { label: confirm, needsConfirmation: true } };
  return { documentChanges, changeAnnotations };
}

const annotationId = 'rewrite';

function byFileOf(edits: readonly FileEdit[]): ReadonlyMap<string, readonly FileEdit[]> {
  const byFile = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const of = byFile.get(edit.file);
    if (of === undefined) byFile.set(edit.file, [edit]);
    else of.push(edit);
  }
  return byFile;
}

/** The protocol's `DiagnosticTag.Unnecessary`. */
const unnecessary = 1;

const severities: Readonly<Record<Severity, lsp.DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  information: 3,
  hint: 4,
};

function ruleLink(rule: string): string {
  return `https://github.com/mapguard/mapguard/blob/main/docs/rules/${rule}.md`;
}

/** For clients that can't show related information: a finding without its evidence is a suspicion. */
function evidenceLine({ location, message }: lsp.DiagnosticRelatedInformation): string {
  const file = location.uri.slice(location.uri.lastIndexOf('/') + 1);
  return `\n${file}:${location.range.start.line + 1}: ${message}`;
}
