/** What the editor says of the map under the mouse. */
import * as assert from '../assert.js';
import * as vscode from 'vscode';
import { closeAll, rangeOf, show, untilFindings } from '../editor.js';

describe('hovering a map', () => {
  afterEach(closeAll);

  it('tells its other name, with a way there', async () => {
    const { document } = await show('stock.go');
    await untilFindings(document.uri, (found) => found.length === 1);
    const text = await hoverText(document, rangeOf(document, 'next := stock').start);
    assert.match(text, /the same map as `stock` \(\[line 5\]\(/);
  });

  it('says nothing of what is no map', async () => {
    const { document } = await show('stock.go');
    assert.equal(await hoverText(document, rangeOf(document, 'Deliver(').start), '');
  });
});

async function hoverText(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((each) => (typeof each === 'string' ? each : each.value)),
  );
  return texts.filter((text) => text.startsWith('**map**')).join('\n');
}
