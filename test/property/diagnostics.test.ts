/**
 * The property that incrementality rests on: after any edits, the diagnostics of a workspace that has lived through
 * them equal those of one that opens the final texts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic, TextChange, Workspace } from '../../server/src/engine/index.js';
import { finish, openTestWorkspace } from '../support/engine.js';
import { readFixtures } from '../support/fixtures.js';

/** Texts that edits insert: what changes types, flow, locks and structure. */
const fragments = [
  'x', ' ', '\n', '{', '}', '(', ')', '"', '`', '/*', '*/', '//', ':=', '=', '.',
  'm := map[string]int{}\n', 'delete(m, "a")\n', 's.mu.Lock()\n', 'defer s.mu.Unlock()\n', 'go func() {\n', '}()\n',
  'return\n', 'if x {\n', 'type T struct{ m map[string]int }\n', '\nfunc f() {\n', '\n}\n', 'b := a\n', 'b["k"] = 1\n',
  'var mu sync.Mutex\n', 'range ', 'map[string]int', 'sync.', 'wg.Wait()\n',
]; // prettier-ignore

const files = readFixtures().flatMap((fixture) => [...fixture.files].filter(([path]) => path.endsWith('.go')));

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(12) }, fc.nat(200)),
  insert: fc.oneof(fc.constant(''), fc.constantFrom(...fragments)),
});

describe('diagnostics after random edits', () => {
  it('equal those of a workspace that opens the final texts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.nat(files.length - 1),
        fc.array(fc.tuple(edit, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (first, second, edits) => {
          const texts = new Map([
            ['/w/p/a.go', files[first]![1]],
            ['/w/p/b.go', files[second]![1]],
          ]);
          const disk = new Map([['/w/go.mod', 'module w\n\ngo 1.25\n'], ...texts]);
          const lived = await openTestWorkspace(disk);
          for (const [path, text] of texts) lived.open(path, text, 0);
          let version = 1;
          for (const [change, other, look] of edits) {
            const path = other ? '/w/p/b.go' : '/w/p/a.go';
            const text = texts.get(path)!;
            const applied = toChange(text, change);
            lived.edit(path, [applied], version++);
            texts.set(path, text.slice(0, applied.start) + applied.newText + text.slice(applied.end));
            if (look) diagnosticsOf(lived, texts.keys()); // Facts of states in between are what may go stale.
          }
          const fresh = await openTestWorkspace(disk);
          for (const [path, text] of texts) fresh.open(path, text, 0);
          expect(diagnosticsOf(lived, texts.keys())).toEqual(diagnosticsOf(fresh, texts.keys()));
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 150) },
    );
  });
});

function toChange(text: string, { at, remove, insert }: Edit): TextChange {
  const start = Math.floor(at * text.length);
  return { start, end: Math.min(text.length, start + remove), newText: insert };
}

/** Everything a diagnostic says, fixes included. */
function diagnosticsOf(workspace: Workspace, paths: Iterable<string>): unknown {
  const snapshot = workspace.snapshot();
  return [...paths].map((path) => finish(snapshot.diagnose(path)).map(plain));
}

function plain({ fixes, ...rest }: Diagnostic): unknown {
  return { ...rest, fixes: fixes() };
}
