import { describe, expect, it } from 'vitest';
import { folderOf, pathOf, uriOf } from '../../server/src/lsp/uris.js';

describe('a URI as a path and back', () => {
  it.each([
    ['file:///a/b.go', '/a/b.go'],
    ['file:///a%20b/%C3%BC%2B%281%29/c.go', '/a b/ü+(1)/c.go'],
    ['file:///c%3A/a/b.go', 'c:/a/b.go'],
    ['file://server/share/b.go', '//server/share/b.go'],
    ['vscode-vfs://github/owner/name/b.go', '/vscode-vfs:/github/owner/name/b.go'],
    ['memfs:///a/b.go', '/memfs:/' + '/a/b.go'],
  ])('%s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
    expect(uriOf(path)).toBe(uri);
  });

  it('of one file in several spellings is one path', () => {
    expect(pathOf('file:///C:/a/b.go')).toBe(pathOf('file:///c%3A/a/b.go'));
    expect(pathOf('file:///a(1)/b.go')).toBe(pathOf('file:///a%281%29/b.go'));
  });

  it('of a root without its slash finds back', () => {
    expect(uriOf('/vscode-vfs:/github')).toBe('vscode-vfs://github/');
  });

  it('survives broken escapes', () => {
    expect(pathOf('file:///a%zz/b.go')).toBe('/a%zz/b.go');
  });

  it('gives each unsaved document a package of its own', () => {
    const [one, two] = [pathOf('untitled:Untitled-1'), pathOf('untitled:Untitled-2')];
    expect(folderOf(one)).not.toBe(folderOf(two));
    expect(one.endsWith('.go')).toBe(true);
  });
});
