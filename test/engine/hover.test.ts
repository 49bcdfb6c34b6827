/** Hover: the map after a mark in the source, and what is said of it, places as lines. */
import { describe, expect, it } from 'vitest';
import type { TextChange } from '../../server/src/engine/index.js';
import { finish, openTestWorkspace } from '../support/engine.js';

describe('hovering a map', () => {
  it('tells which mutex guards a field, where it is not held, and who uses the field', async () => {
    const text = `type seats struct {
	mu    sync.Mutex
	taken map[int]string
}

func (s *seats) reserve(n int, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[n] = who
}

func (s *seats) cancel(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, n)
}

func (s *seats) count() int {
	return len(s./*?*/taken)
}
`;
    expect(await hover(text)).toBe(`s./*?*/taken
guarded by \`mu\`, held at 2 of 3 accesses, not at 19
written in seats.reserve 9, seats.cancel 15
read in seats.count 19`);
    const declared = text.replace('/*?*/', '').replace('taken map', '/*?*/taken map');
    expect(await hover(declared)).toMatch(/^seats\.taken\nguarded by `mu`/);
    const local = text.replace('return len(s./*?*/taken)', 'all := s.taken\n\treturn len(/*?*/all)');
    expect(await hover(local)).toContain('guarded by `mu`, held at 2 of 3 accesses, not at 20');
  });

  it('tells the other names of a local map', async () => {
    const text = `func deliver(stock map[string]int, name string) (before, after int) {
	/*?*/next := stock
	next[name] = stock[name] + 1
	return stock[name], next[name]
}
`;
    expect(await hover(text)).toBe('next\nthe same map as stock 2');
    const source = text.replace('/*?*/', '').replace('return stock', 'return /*?*/stock');
    expect(await hover(source)).toBe('stock\nthe same map as next 2');
  });

  it('tells which map a name stands for when it has been made elsewhere', async () => {
    const text = `type config struct{ labels map[string]string }

var defaults = map[string]string{}

func fresh() map[string]string { return map[string]string{} }

func f(c *config) {
	mine := c.labels
	/*?*/mine["a"] = "b"
	made := fresh()
	made["a"] = "b"
	defaults["a"] = "b"
}
`;
    expect(await hover(text)).toBe('mine\nthe same map as c.labels 8');
    const made = text.replace('/*?*/', '').replace('made["a"]', '/*?*/made["a"]');
    expect(await hover(made)).toBe('made\nmade by fresh() 10');
  });

  it('tells what a parameter is to the caller', async () => {
    const text = `func count(words []string, into map[string]int) {
	for _, word := range words {
		/*?*/into[word]++
	}
}
`;
    expect(await hover(text)).toBe("into\nthe caller's map, which is written at 3");
  });

  it('tells the goroutines that reach it, and the lock they share', async () => {
    const text = `func f(words []string) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	/*?*/counts := map[string]int{}
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			counts[word]++
		}()
	}
	mu.Lock()
	counts["all"] = 1
	mu.Unlock()
	wg.Wait()
	return counts
}
`;
    expect(await hover(text)).toBe('counts\n`mu` is held at all 2 accesses\nreached by what is started at 7');
  });

  it('follows edits', async () => {
    const text = `type seats struct {
	mu    sync.Mutex
	taken map[int]string
}

func (s *seats) reserve(n int, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken[n] = who
}

func (s *seats) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s./*?*/taken)
}
`;
    expect(await hover(text)).toContain('held at all 2 accesses');
    const [first, rest] = [text.indexOf('\ts.mu.Lock()\n'), text.indexOf('\ts.taken[n]')];
    const edits = [{ start: first, end: rest, newText: '\t_ = 0\n' }];
    expect(await hover(text, edits)).toContain('held at 1 of 2 accesses, not at 8');
    expect(await hover(text, [...edits, { start: 0, end: 0, newText: '\n' }])).toContain('not at 9');
  });

  it('says nothing of a map that is nobody else’s, nor of what is no map', async () => {
    const text = `func f() int {
	/*?*/seen := map[string]int{}
	seen["a"] = 1
	n := len(seen)
	return n
}
`;
    expect(await hover(text)).toBeUndefined();
    expect(await hover(text.replace('/*?*/', '').replace('n :=', '/*?*/n :='))).toBeUndefined();
    expect(await hover(text.replace('/*?*/', '').replace('func f', '/*?*/func f'))).toBeUndefined();
  });

  it('survives code that does not parse', async () => {
    expect(await hover('func f(m map[string]int) {\n\tif /*?*/m[\n')).toBeUndefined();
    expect(await hover('/*?*/')).toBeUndefined();
  });
});

/** The hover at the mark in a file of this body: the name, then a line a note. */
async function hover(body: string, edits: readonly TextChange[] = []): Promise<string | undefined> {
  const mark = '/*?*/';
  const header = 'package p\n\nimport "sync"\n\nvar _ sync.Mutex\n\n';
  let text = header + body;
  const path = '/w/p.go';
  const workspace = await openTestWorkspace(new Map([['/w/go.mod', 'module w\n\ngo 1.25\n']]));
  workspace.open(path, text, 1);
  for (const [i, { start, end, newText }] of edits.entries()) {
    finish(workspace.snapshot().diagnose(path)); // Facts of the states in between are what may go stale.
    const edit = { start: start + header.length, end: end + header.length, newText };
    workspace.edit(path, [edit], i + 2);
    text = text.slice(0, edit.start) + newText + text.slice(edit.end);
  }
  const found = finish(workspace.snapshot().hover(path, text.indexOf(mark) + mark.length));
  if (found === undefined) return undefined;
  const lineOf = (offset: number): number => text.slice(header.length, offset).split('\n').length;
  const notes = found.notes.map(({ text: said, places }) => {
    const at = places.map(({ label, start }) => [...(label ? [label] : []), lineOf(start)].join(' '));
    return at.length > 0 ? `${said} ${at.join(', ')}` : said;
  });
  return [found.name, ...notes].join('\n');
}
