import { describe, expect, it } from 'vitest';
import { pushCapabilities } from '../support/lsp-client.js';
import { aliased, at, useLspWorkspace } from '../support/lsp-workspace.js';

const workspace = useLspWorkspace();

describe('settings', () => {
  it('take effect without a restart', async () => {
    const closed = workspace.write('closed.go', aliased);
    const client = await workspace.start();
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect((await client.diagnosticsOf(uri, 1))[0]?.severity).toBe(2);
    await client.diagnosticsOf(closed);

    for (const [severity, expected] of Object.entries({ error: 1, information: 3, hint: 4 })) {
      const before = client.published.length;
      client.settings = { rules: { 'map-alias-write': severity } };
      client.notify('workspace/didChangeConfiguration', { settings: null });
      expect((await client.diagnosticsOf(uri, 1, before)).map((each) => each.severity)).toEqual([expected]);
      expect((await client.diagnosticsOf(closed, undefined, before)).map((each) => each.severity)).toEqual([expected]);
    }

    const before = client.published.length;
    client.settings = { enable: false };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await client.diagnosticsOf(uri, 1, before)).toEqual([]);
    expect(await client.diagnosticsOf(closed, undefined, before)).toEqual([]);
  });

  it('make hints dimmed, not underlined', async () => {
    const client = await workspace.start({ settings: { rules: { 'map-alias-write': 'hint' } } });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect((await client.diagnosticsOf(uri, 1))[0]?.tags).toEqual([1]);
  });

  it('that are wrong are told and replaced by defaults', async () => {
    const settings = {
      enable: 'yes',
      rules: { 'map-alias-write': 'fatal', 'nil-map-write': null },
      exclude: 'x',
      goVersion: 'latest',
    };
    const client = await workspace.start({ settings });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect((await client.diagnosticsOf(uri, 1))[0]?.severity).toBe(2);
    const told = client.logs.map(({ message }) => message).filter((message) => message.startsWith('Settings: '));
    expect(told).toEqual([
      'Settings: "enable" is not true or false.',
      'Settings: "rules.map-alias-write" is none of "error", "warning", "information", "hint", "off".',
      'Settings: "goVersion" is not a Go version such as "1.21".',
      'Settings: "exclude" is not a list of patterns.',
    ]);
  });

  it('of the project go before those of the person, and are watched', async () => {
    const file = workspace.write('.mapguard.json', '{"rules": {"map-alias-write": "error"}}');
    const client = await workspace.start({ settings: { rules: { 'map-alias-write': 'hint' } } });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect((await client.diagnosticsOf(uri, 1))[0]?.severity).toBe(1);

    const before = client.published.length;
    workspace.write('.mapguard.json', '{}');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: file, type: 2 }] });
    expect((await client.diagnosticsOf(uri, 1, before))[0]?.severity).toBe(4);

    workspace.write('.mapguard.json', '{"rules": ');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: file, type: 2 }] });
    await client.until(() => client.logs.some(({ message }) => message.includes('.mapguard.json: ')), 'a complaint');
    client.change(uri, 2, { text: aliased });
    expect((await client.diagnosticsOf(uri, 2))[0]?.severity).toBe(4);
  });

  it('of the nearest project hold in its folders only', async () => {
    workspace.write('strict/.mapguard.json', '{"rules": {"map-alias-write": "error"}, "exclude": ["gen/"]}');
    workspace.write('strict/loose/go.mod', 'module loose\n');
    const strict = workspace.write('strict/inner/a.go', aliased);
    const excluded = workspace.write('strict/gen/a.go', aliased);
    const closed = workspace.write('strict/closed/a.go', aliased);
    const client = await workspace.start();
    const [open, loose] = [workspace.uri('strict/a.go'), workspace.uri('strict/loose/a.go')];
    client.open(open, aliased);
    client.open(loose, aliased);
    client.open(excluded, aliased);
    const severities = async (uri: string, version?: number) =>
      (await client.diagnosticsOf(uri, version)).map(({ severity }) => severity);
    expect(await severities(open, 1)).toEqual([1]);
    expect(await severities(loose, 1)).toEqual([2]);
    expect(await severities(excluded, 1)).toEqual([]);
    expect(await severities(strict)).toEqual([1]);
    expect(await severities(closed)).toEqual([1]);
    client.change(open, 2, { text: `\n${aliased}` });
    client.change(loose, 2, { text: `\n${aliased}` });
    expect((await client.diagnosticsOf(open, 2)).map(at)).toEqual(['4:1-4:7']);
    expect((await client.diagnosticsOf(loose, 2)).map(at)).toEqual(['4:1-4:7']);
  });

  it('are taken from the options and the notification for clients that can not be asked', async () => {
    const { configuration: _, ...others } = pushCapabilities.workspace!;
    const client = await workspace.start({
      capabilities: { ...pushCapabilities, workspace: others },
      initializationOptions: { settings: { rules: { 'map-alias-write': 'error' } } },
    });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    expect((await client.diagnosticsOf(uri, 1))[0]?.severity).toBe(1);
    const before = client.published.length;
    const settings = { mapguard: { rules: { 'map-alias-write': 'information' } } };
    client.notify('workspace/didChangeConfiguration', { settings });
    expect((await client.diagnosticsOf(uri, 1, before))[0]?.severity).toBe(3);
  });
});

describe('a client with few abilities', () => {
  it('gets the evidence in the message, and nothing it does not know', async () => {
    const client = await workspace.start({ capabilities: {} });
    const uri = workspace.uri('a.go');
    client.open(uri, aliased);
    const [diagnostic] = await client.diagnosticsOf(uri, 1);
    expect(diagnostic).toEqual({
      range: { start: { line: 3, character: 1 }, end: { line: 3, character: 7 } },
      severity: 2,
      source: 'mapguard',
      code: 'map-alias-write',
      message: 'b shares its map with a\na.go:5: the shared map is written here',
    });
    expect([client.registrations, client.progress, client.statuses]).toEqual([[], [], []]);
  });
});
