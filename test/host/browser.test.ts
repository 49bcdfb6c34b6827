import { describe, expect, it } from 'vitest';
import { createBrowserHost } from '../../server/src/host/browser.js';
import { createMemoryHost } from '../../server/src/host/memory.js';

describe('a host whose files come from afar', () => {
  it('misses a file first, and tells when it has come', async () => {
    const { host, arrivals } = setUp({ '/w/a.go': 'package a' });
    expect(host.files.readFile('/w/a.go')).toBeUndefined();
    expect(host.files.readDir('/w')).toBeUndefined();
    await expect.poll(() => arrivals).toEqual([['/w/a.go', '/w']]);
    expect(host.files.readFile('/w/a.go')).toBe('package a');
    expect(host.files.readDir('/w')).toEqual([{ name: 'a.go', isDirectory: false }]);
  });

  it('asks once for what is there and for what is not', async () => {
    const { host, requests, arrivals } = setUp({ '/w/a.go': 'package a' });
    for (let time = 0; time < 3; time++) {
      host.files.readFile('/w/a.go');
      host.files.readFile('/w/none.go');
      await host.read('/w/none.go');
    }
    expect(requests).toEqual(['/w/a.go', '/w/none.go']);
    await expect.poll(() => arrivals).toEqual([['/w/a.go']]);
  });

  it('tells of what was missed while it was on the way', async () => {
    const { host, arrivals } = setUp({ '/w/go.mod': 'module m' });
    const ahead = host.remote!.prefetch('/w');
    expect(host.files.readDir('/w')).toBeUndefined();
    await ahead;
    await expect.poll(() => arrivals).toEqual([['/w']]);
  });

  it('fetches ahead what an analysis of a folder reads, without telling', async () => {
    const { host, arrivals } = setUp({ '/w/a.go': 'package a', '/w/go.mod': 'module m', '/w/notes.txt': 'x' });
    await host.remote!.prefetch('/w');
    expect(host.files.readFile('/w/a.go')).toBe('package a');
    expect(host.files.readFile('/w/go.mod')).toBe('module m');
    expect(arrivals).toEqual([]);
  });

  it('reads again what has changed, also that it came or went', async () => {
    const { host, files } = setUp({ '/w/a.go': 'package a', '/w/b.go': 'package a' });
    await host.remote!.prefetch('/w');
    files.set('/w/a.go', 'package changed');
    files.delete('/w/b.go');
    files.set('/w/c.go', 'package a');
    expect(host.files.readFile('/w/a.go')).toBe('package a');
    await host.remote!.refresh(['/w/a.go', '/w/b.go', '/w/c.go']);
    expect(host.files.readFile('/w/a.go')).toBe('package changed');
    expect(host.files.readFile('/w/b.go')).toBeUndefined();
    expect(host.files.readDir('/w')?.map(({ name }) => name)).toEqual(['a.go', 'c.go']);
  });

  it('learns of folders in folders that are new, and that all below a folder is gone', async () => {
    const { host, files } = setUp({ '/w/a.go': 'package a' });
    await host.remote!.prefetch('/w');
    files.set('/w/x/y/b.go', 'package b');
    await host.remote!.refresh(['/w/x/y/b.go']);
    expect((await host.list('/w'))?.map(({ name }) => name)).toEqual(['a.go', 'x']);
    await host.remote!.prefetch('/w/x/y');
    expect(host.files.readFile('/w/x/y/b.go')).toBe('package b');
    files.delete('/w/x/y/b.go');
    await host.remote!.refresh(['/w/x']);
    expect(host.files.readFile('/w/x/y/b.go')).toBeUndefined();
    expect(host.files.readDir('/w/x/y')).toBeUndefined();
    expect(await host.list('/w')).toHaveLength(1);
  });

  it('takes a failed request for a missing file', async () => {
    const refuse = () => Promise.reject(new Error('no'));
    const host = createBrowserHost({ read: refuse, list: refuse });
    expect(await host.read('/w/a.go')).toBeUndefined();
    expect(await host.list('/w')).toBeUndefined();
  });
});

function setUp(given: Readonly<Record<string, string>>) {
  const files = new Map(Object.entries(given));
  const memory = createMemoryHost(files);
  const requests: string[] = [];
  const arrivals: (readonly string[])[] = [];
  const host = createBrowserHost({
    read(path) {
      requests.push(path);
      return memory.read(path);
    },
    list: (folder) => memory.list(folder),
  });
  host.remote!.onArrival((paths) => arrivals.push(paths));
  return { host, files, requests, arrivals };
}
