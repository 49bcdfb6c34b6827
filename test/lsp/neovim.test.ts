/** A client that is not ours: Neovim, set up with the lines of docs/editors.md, shows findings and applies a rewrite. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../support/programs.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const neovim = findProgram(['nvim'], 'neovim');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mapguard-neovim-'));
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', join(folder, 'dist')]);
  writeFileSync(join(folder, 'mapguard'), `#!/bin/sh\nexec '${process.execPath}' '${folder}/dist/cli.js' "$@"\n`);
  chmodSync(join(folder, 'mapguard'), 0o755);
  cpSync(join(root, 'test/vscode/workspace'), join(folder, 'workspace'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('Neovim', () => {
  it('shows the finding of a file, and applies its rewrite', ({ skip }) => {
    skip(neovim === undefined, 'there is no nvim, and it could not be installed');
    const found = run(`
      vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
      local diagnostics = vim.diagnostic.get(0)
      local params = {
        textDocument = vim.lsp.util.make_text_document_params(),
        range = { start = { line = diagnostics[1].lnum, character = 1 }, ['end'] = { line = diagnostics[1].lnum, character = 1 } },
        context = { diagnostics = {} },
      }
      local client = vim.lsp.get_active_clients()[1]
      local actions = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 20000)[client.id].result
      local action = actions[1]
      if action.data then action = vim.lsp.buf_request_sync(0, 'codeAction/resolve', action, 20000)[client.id].result end
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')
      vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20)
      return { before = diagnostics, text = text, after = #vim.diagnostic.get(0) }
    `) as { readonly before: readonly Shown[]; readonly text: string; readonly after: number };
    const lines = readFileSync(join(root, 'test/vscode/workspace/stock.go'), 'utf8').split('\n');
    expect(found.before).toMatchObject([
      { lnum: lines.indexOf('\tnext := stock'), severity: 2, source: 'mapguard', code: 'map-alias-write' },
    ]);
    expect(found.text).toContain('next := maps.Clone(stock)');
    expect(found.after).toBe(0);
  });
});

interface Shown {
  readonly lnum: number;
  readonly severity: number;
  readonly source: string;
  readonly code: string;
}

/** Runs Lua in a Neovim that has the file open; what it returns. */
function run(lua: string): unknown {
  const [modern, classic] = [...readFileSync(join(root, 'docs/editors.md'), 'utf8').matchAll(/```lua\n(.*?)```/gs)];
  const script = join(folder, 'run.lua');
  const out = join(folder, 'out.json');
  writeFileSync(join(folder, 'modern.lua'), modern![1]!);
  writeFileSync(join(folder, 'classic.lua'), classic![1]!);
  writeFileSync(
    script,
    `dofile(vim.fn.has('nvim-0.11') == 1 and '${folder}/modern.lua' or '${folder}/classic.lua')
vim.cmd('filetype on')
vim.cmd('edit stock.go')
local result = (function() ${lua} end)()
local file = io.open('${out}', 'w')
file:write(vim.fn.json_encode(result))
file:close()
vim.cmd('qa!')
`,
  );
  const home = join(folder, 'home');
  execFileSync(neovim!, ['--headless', '--clean', '-n', '-c', `luafile ${script}`, '-c', 'cquit'], {
    cwd: join(folder, 'workspace'),
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, HOME: home, XDG_STATE_HOME: home },
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(readFileSync(out, 'utf8'));
}
