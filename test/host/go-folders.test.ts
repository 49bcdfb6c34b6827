import { describe, expect, it } from 'vitest';
import { goFolders } from '../../server/src/host/go-folders.js';
import { createMemoryHost } from '../../server/src/host/memory.js';

describe('the Go folders of a tree', () => {
  it('are those with Go files, parents first', async () => {
    expect(await found(['/w/a.go', '/w/x/y/b.go', '/w/docs/readme.md'])).toEqual(['/w', '/w/x/y']);
  });

  it('leave out what the go command leaves out', async () => {
    const hidden = ['testdata', 'vendor', '_old', '.git', 'node_modules'].map((name) => `/w/${name}/a.go`);
    expect(await found(['/w/in/a.go', '/w/only/_b.go', '/w/only/.c.go', ...hidden])).toEqual(['/w/in']);
  });

  it('leave out what git ignores, the inner file winning', async () => {
    const ignores = { '/w/.gitignore': 'gen/\n*.pb.go\n', '/w/keep/.gitignore': '!gen/\n' };
    const files = ['/w/gen/a.go', '/w/keep/gen/a.go', '/w/proto/a.pb.go', '/w/b/b.go'];
    expect(await found(files, ignores)).toEqual(['/w/keep/gen', '/w/b']);
  });

  it('honour ignore files above, up to the repository', async () => {
    const above = { '/r/.git/HEAD': '', '/r/.gitignore': '/w/out\n', '/.gitignore': '*\n' };
    expect(await found(['/r/w/a.go', '/r/w/out/b.go'], above, [], '/r/w')).toEqual(['/r/w']);
  });

  it('leave out what the user excludes, whatever git says', async () => {
    const ignores = { '/w/third/.gitignore': '!*\n' };
    expect(await found(['/w/a.go', '/w/third/party/b.go', '/w/c/third/d.go'], ignores, ['/third'])).toEqual([
      '/w',
      '/w/c/third',
    ]);
  });
});

async function found(
  paths: readonly string[],
  texts: Readonly<Record<string, string>> = {},
  exclude: readonly string[] = [],
  root = '/w',
): Promise<readonly string[]> {
  const files = new Map([...paths.map((path) => [path, 'package p\n'] as const), ...Object.entries(texts)]);
  const folders: string[] = [];
  for await (const folder of goFolders(createMemoryHost(files), root, exclude)) folders.push(folder);
  return folders;
}
