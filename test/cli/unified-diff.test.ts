/** Diffs are judged by applying them: `git apply` must turn the old text into the new one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../server/src/cli/render/unified-diff.js';

test('shows a change with three lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
  expect(unifiedDiff('x.go', before, before.replace('e\n', 'E\nEE\n'))).toBe(
    '--- a/x.go\n+++ b/x.go\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+EE\n f\n g\n h\n',
  );
});

test('is empty for equal texts', () => {
  expect(unifiedDiff('x.go', 'a\n', 'a\n')).toBe('');
});

test('says when the last line has no end', () => {
  expect(unifiedDiff('x.go', 'a', 'a\n')).toBe(
    '--- a/x.go\n+++ b/x.go\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
  );
});

test('git applies every diff of random texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'));
  const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { minLength: 1, maxLength: 40 });
  const ending = fc.constantFrom('', 'z', 'z\n');
  try {
    fc.assert(
      fc.property(text, ending, text, ending, (oldLines, oldEnd, newLines, newEnd) => {
        const before = oldLines.join('') + oldEnd;
        const after = newLines.join('') + newEnd;
        if (before === after) return;
        writeFileSync(join(folder, 'x.go'), before);
        writeFileSync(join(folder, 'x.diff'), unifiedDiff('x.go', before, after));
        execFileSync('git', ['apply', '--unidiff-zero', 'x.diff'], { cwd: folder, stdio: 'pipe' });
        expect(readFileSync(join(folder, 'x.go'), 'utf8')).toBe(after);
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
