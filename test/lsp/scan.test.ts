import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LspClient } from '../support/lsp-client.js';
import { aliased, silent, useLspWorkspace } from '../support/lsp-workspace.js';

const workspace = useLspWorkspace();

describe('the workspace scan', () => {
  it('publishes findings of files that nobody opened', async () => {
    const closed = workspace.write('x/closed.go', aliased);
    const client = await workspace.start();
    expect(await client.diagnosticsOf(closed)).toHaveLength(1);
  });

  it('counts the byte order mark of a closed file as editors do: not', async () => {
    const oneLine = '\ufeffpackage p; func f(a map[string]int) {\n\tb := a\n\tb["x"] = 1\n}\n';
    const closed = workspace.write('closed.go', oneLine);
    const client = await workspace.start();
    const [diagnostic] = await client.diagnosticsOf(closed);
    expect(diagnostic?.range.start).toEqual({ line: 1, character: 1 });
  });

  it('leaves out what git ignores, what is excluded and what Go does not build', async () => {
    workspace.write('.gitignore', 'gen/\n');
    for (const folder of ['gen', 'third', 'vendor/v', 'testdata', '_old']) workspace.write(`${folder}/a.go`, aliased);
    const seen = workspace.write('seen/a.go', aliased);
    const client = await workspace.start({ settings: { exclude: ['/third'] } });
    await scanned(client);
    expect(client.published.map(({ uri }) => uri)).toEqual([seen]);
  });

  it('shows progress', async () => {
    for (let i = 0; i < 30; i++) workspace.write(`p${i}/a.go`, `${silent}// slow 20\n`);
    const client = await workspace.start();
    await client.until(() => client.progress.at(-1)?.kind === 'end', 'the end of the progress');
    expect(client.progress[0]).toEqual({
      kind: 'begin',
      title: 'Mapguard: checking',
      percentage: 0,
      message: expect.stringMatching(/^\d+ of 30 packages$/) as string,
      cancellable: true,
    });
    expect(client.progress.filter(({ kind }) => kind === 'report').length).toBeGreaterThan(2);
  });

  it('can be cancelled', async () => {
    for (let i = 0; i < 30; i++) workspace.write(`p${i}/a.go`, `${aliased}// slow 30\n`);
    const client = await workspace.start();
    await client.until(() => client.progress.length > 1, 'progress');
    client.notify('window/workDoneProgress/cancel', { token: client.progressTokens[0] });
    await client.until(() => client.progress.at(-1)?.kind === 'end', 'the end of the progress');
    expect(client.published.length).toBeLessThan(30);
  });

  it('gives way to typing', async () => {
    for (let i = 0; i < 50; i++) workspace.write(`p${i}/a.go`, `${aliased}// slow 10\n`);
    const client = await workspace.start();
    const uri = workspace.uri('typed.go');
    client.open(uri, silent);
    await client.diagnosticsOf(uri, 1);
    await client.until(() => client.published.length > 5, 'the scan to be under way');
    let before = 0;
    for (let version = 2; version < 12; version++) {
      client.change(uri, version, { text: `${silent}// ${version}\n` });
      await client.diagnosticsOf(uri, version);
      before ||= client.published.length;
    }
    const scannedMeanwhile = client.published.slice(before).filter((each) => each.uri !== uri);
    expect(scannedMeanwhile.length).toBeLessThan(2);
    await scanned(client);
    expect(new Set(client.published.map((each) => each.uri)).size).toBe(51);
  });

  it.each(['open', 'off'])('may be limited: %s', async (workspaceScan) => {
    const far = workspace.write('far/a.go', aliased);
    const near = workspace.write('near/b.go', aliased);
    workspace.write('near/a.go', aliased);
    const client = await workspace.start({ settings: { workspaceScan } });
    client.open(workspace.uri('near/a.go'), aliased);
    await client.diagnosticsOf(workspace.uri('near/a.go'), 1);
    if (workspaceScan === 'open') await client.diagnosticsOf(near);
    await pause(500);
    const others = new Set(client.published.map(({ uri }) => uri));
    expect(others.has(far)).toBe(false);
    expect(others.has(near)).toBe(workspaceScan === 'open');
  });

  it('is run on request, whatever the settings', async () => {
    const far = workspace.write('far/a.go', aliased);
    const client = await workspace.start({ settings: { workspaceScan: 'off' } });
    const result = await client.request('workspace/executeCommand', { command: 'mapguard.server.check' });
    expect(result).toEqual({ packages: 1, findings: 1 });
    expect(await client.diagnosticsOf(far)).toHaveLength(1);
  });
});

describe('a file on the disk', () => {
  it('is read again when a watcher tells', async () => {
    const closed = workspace.write('a.go', silent);
    const client = await workspace.start();
    await client.until(() => client.registrations.length >= 2, 'the watchers');
    expect(JSON.stringify(client.registrations)).toContain('**/go.mod');
    await scanned(client);
    workspace.write('a.go', aliased);
    const created = workspace.write('new/b.go', aliased);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: closed, type: 2 }, { uri: created, type: 1 }] }); // prettier-ignore
    expect(await client.diagnosticsOf(closed)).toHaveLength(1);
    expect(await client.diagnosticsOf(created)).toHaveLength(1);

    const before = client.published.length;
    rmSync(join(workspace.root, 'new'), { recursive: true });
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: created, type: 3 }] });
    expect(await client.diagnosticsOf(created, undefined, before)).toEqual([]);
  });

  it('is forgotten when its folder is deleted, of which alone an editor tells', async () => {
    const uri = workspace.write('old/deep/a.go', aliased);
    workspace.write('node_modules.txt', '');
    const client = await workspace.start();
    expect(await client.diagnosticsOf(uri)).toHaveLength(1);
    const before = client.published.length;
    client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: workspace.uri('node_modules.txt'), type: 3 }],
    });
    rmSync(join(workspace.root, 'old'), { recursive: true });
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: workspace.uri('old'), type: 3 }] });
    expect(await client.diagnosticsOf(uri, undefined, before)).toEqual([]);
  });

  it('is checked again when a package that it may depend on is edited', async () => {
    const [edited, dependent] = [workspace.write('a/a.go', silent), workspace.write('b/b.go', silent)];
    const client = await workspace.start();
    client.open(edited, silent);
    await scanned(client);
    // The stand-in reads the disk at every check, which shows that there is one.
    workspace.write('b/b.go', aliased);
    client.change(edited, 2, { text: aliased });
    expect(await client.diagnosticsOf(dependent)).toHaveLength(1);
  });

  it('counts again when its document is closed', async () => {
    const uri = workspace.write('a.go', aliased);
    const client = await workspace.start();
    await scanned(client);
    client.open(uri, silent);
    expect(await client.diagnosticsOf(uri, 1)).toEqual([]);
    let before = client.published.length;
    client.close(uri);
    expect(await client.diagnosticsOf(uri, undefined, before)).toHaveLength(1);

    workspace.write('b.go', silent);
    client.open(workspace.uri('b.go'), aliased);
    expect(await client.diagnosticsOf(workspace.uri('b.go'), 1)).toHaveLength(1);
    before = client.published.length;
    client.close(workspace.uri('b.go'));
    expect(await client.diagnosticsOf(workspace.uri('b.go'), undefined, before)).toEqual([]);
  });
});

describe('several folders', () => {
  it('are scanned, also when they come later, and forgotten when they go', async () => {
    const [a, b] = [workspace.write('a/a.go', aliased), workspace.write('b/b.go', aliased)];
    const client = await workspace.start({ folders: [join(workspace.root, 'a')] });
    expect(await client.diagnosticsOf(a)).toHaveLength(1);
    expect(client.published.some(({ uri }) => uri === b)).toBe(false);
    const folder = (name: string) => ({ uri: workspace.uri(name), name });
    client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder('b')], removed: [folder('a')] } });
    expect(await client.diagnosticsOf(b)).toHaveLength(1);
    await client.until(() => client.published.some(({ uri, diagnostics }) => uri === a && diagnostics.length === 0), 'a to be cleared'); // prettier-ignore
  });
});

async function scanned(client: LspClient): Promise<void> {
  await client.until(() => client.progress.at(-1)?.kind === 'end', 'the scan to end');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
