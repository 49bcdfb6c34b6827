/** The lightbulb: what it offers and what choosing it does. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { actionsAt, closeAll, rangeOf, show, untilFindings } from '../editor.js';

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
});
