import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestFile } from '../../server/src/host/host.js';
import { createNodeHost } from '../../server/src/host/node.js';

let folder: string;
const host = createNodeHost({});
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mapguard-host-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('reading a file', () => {
  it('decodes UTF-8 and keeps a byte order mark', async () => {
    await expectBoth(Buffer.from('\ufeffpackage p // ü 😀\r\n'), '\ufeffpackage p // ü 😀\r\n');
  });

  it('replaces bytes that are no UTF-8', async () => {
    await expectBoth(Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb');
  });

  it('refuses binary content', async () => {
    await expectBoth(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), undefined);
  });

  it('refuses what is too large', async () => {
    const path = join(folder, 'large.go');
    writeFileSync(path, 'package p');
    truncateSync(path, largestFile + 1);
    expect(host.files.readFile(path)).toBeUndefined();
    expect(await host.read(path)).toBeUndefined();
  });

  it('says so when there is none', async () => {
    expect(host.files.readFile(folder)).toBeUndefined();
    expect(await host.read(join(folder, 'none'))).toBeUndefined();
    expect(host.files.readDir(join(folder, 'none'))).toBeUndefined();
    expect(await host.list(join(folder, 'none'))).toBeUndefined();
  });
});

async function expectBoth(bytes: Buffer, text: string | undefined): Promise<void> {
  const path = join(folder, 'a.go');
  writeFileSync(path, bytes);
  expect(host.files.readFile(path)).toBe(text);
  expect(await host.read(path)).toBe(text);
}
