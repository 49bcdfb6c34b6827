/** Findings in an editor: where they are, and that they follow the keyboard. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { closeAll, fileUri, findings, rangeOf, show, untilFindings } from '../editor.js';

describe('an open file', () => {
  afterEach(closeAll);

  it('has its finding at the copy, with the evidence', async () => {
    const { document } = await show('stock.go');
    const [finding] = await untilFindings(document.uri, (found) => found.length === 1);
    assert.deepEqual(finding!.range.start, rangeOf(document, 'next := stock').start);
    assert.equal(finding!.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal((finding!.code as { value: string }).value, 'map-alias-write');
    const related = finding!.relatedInformation ?? [];
    const write = rangeOf(document, 'next[name] =');
    assert.ok(
      related.some(({ location }) => location.range.intersection(write)),
      'the write is named',
    );
  });

  it('has a finding as soon as its bug is typed, and none when it is undone', async () => {
    const editor = await show('order.go');
    const { document } = editor;
    await untilFindings(fileUri('stock.go'), (found) => found.length === 1);
    assert.deepEqual(findings(document.uri), []);
    await insertBefore(
      editor,
      '\treturn totals',
      '\tsaved := totals\n\ttotals["rest"] = 1\n\ttotals["all"] = len(saved)\n',
    );
    const [finding] = await untilFindings(document.uri, (found) => found.length === 1);
    assert.ok(document.isDirty, 'nothing was saved');
    assert.deepEqual(finding!.range.start, rangeOf(document, 'saved := totals').start);
    await vscode.commands.executeCommand('undo');
    await untilFindings(document.uri, (found) => found.length === 0);
  });

  it('keeps its findings while the code around them does not parse', async () => {
    const editor = await show('stock.go');
    const { document } = editor;
    await untilFindings(document.uri, (found) => found.length === 1);
    const line = document.lineCount;
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(line, 0), '\nfunc half(m map[string]int) {\n\tif m[\n'),
    );
    await editor.edit((edit) => edit.insert(rangeOf(document, '// Deliver').start, '// One line down.\n'));
    const start = rangeOf(document, 'next := stock').start;
    await untilFindings(document.uri, (found) => found.length === 1 && found[0]!.range.start.isEqual(start));
  });
});

async function insertBefore(editor: vscode.TextEditor, before: string, text: string): Promise<void> {
  await editor.edit((edit) => edit.insert(rangeOf(editor.document, before).start, text));
}
