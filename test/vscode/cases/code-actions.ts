/** The lightbulb: what it offers and what choosing it does. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { actionsAt, closeAll, rangeOf, show, until, untilFindings } from '../editor.js';

describe('the lightbulb', () => {
  afterEach(closeAll);

  it('applies a rewrite, and the finding goes', async () => {
    const { document } = await show('stock.go');
    const before = document.getText();
    await untilFindings(document.uri, (found) => found.length === 1);
    const actions = await actionsAt(document, rangeOf(document, 'next := stock'));
    const clone = actions.find(({ title }) => /maps\.Clone/.test(title));
    assert.ok(clone?.edit, `a clone is offered, with its edit: ${actions.map(({ title }) => title).join(', ')}`);
    assert.equal(clone.kind?.value, vscode.CodeActionKind.QuickFix.value);
    assert.ok(clone.isPreferred, 'it is preferred');
    assert.ok(await vscode.workspace.applyEdit(clone.edit), 'the edit applies');
    const after = before
      .replace('package shelf\n', 'package shelf\n\nimport "maps"\n')
      .replace('next := stock', 'next := maps.Clone(stock)');
    assert.equal(document.getText(), after);
    await untilFindings(document.uri, (found) => found.length === 0);
  });

  it('fixes all of one kind in the file', async () => {
    const editor = await show('stock.go');
    const { document } = editor;
    const second = '\nfunc again(m map[string]int) int {\n\tother := m\n\tother["a"] = 1\n\treturn len(m)\n}\n';
    await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), second));
    await untilFindings(document.uri, (found) => found.length === 2);
    let actions: readonly vscode.CodeAction[] = [];
    const isForAll = ({ title, edit }: vscode.CodeAction): boolean => title.includes('in this file') && !!edit;
    // An editor asks anew whenever something changes; what it is told while the server is at work may be nothing.
    await until(
      async () => {
        actions = await actionsAt(document, rangeOf(document, 'next := stock'));
        return actions.some(isForAll);
      },
      () => `all to be offered together, beside ${actions.map(({ title }) => title).join(', ')}`,
    );
    const all = actions.find(isForAll);
    assert.ok(all?.edit, 'with their edits');
    assert.ok(await vscode.workspace.applyEdit(all.edit), 'the edit applies');
    assert.equal(document.getText().match(/maps\.Clone\(/g)?.length, 2);
    assert.equal(document.getText().match(/import "maps"/g)?.length, 1);
    await untilFindings(document.uri, (found) => found.length === 0);
  });
});
