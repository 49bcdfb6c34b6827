/** The parser of open buffers for tests, with the packages' own wasm files, and Go files to try it on. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadGrammar } from '../../server/src/engine/syntax/buffer/grammar.js';
import type { Grammar, GrammarOptions } from '../../server/src/engine/syntax/buffer/grammar.js';

const require = createRequire(import.meta.url);

export function loadTestGrammar(options?: GrammarOptions): Promise<Grammar> {
  const runtime = readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'));
  return loadGrammar(runtime, readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')), options);
}

/** The standard library's sources; undefined where Go isn't installed in one of its usual places. */
export const goSources: string | undefined = [
  process.env['GOROOT'],
  '/usr/local/go',
  '/usr/lib/go',
  '/opt/homebrew/opt/go/libexec',
]
  .filter((root) => root !== undefined)
  .map((root) => join(root, 'src'))
  .find((folder) => existsSync(join(folder, 'fmt', 'print.go')));

/** Go files under some of the standard library's folders. */
export function standardFiles(...folders: readonly string[]): readonly string[] {
  if (goSources === undefined) return [];
  const root = goSources;
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.go') && !name.includes('testdata'))
      .map((name) => join(root, folder, name)),
  );
}

/** A file with a bit of everything, for edits. */
export const sampleFile = `// Copyright of somebody.

//go:build !js

// Package cache keeps things.
package cache

import (
	"fmt"
	"sync"
)

// A comment that belongs to nothing.

const limit = 10 // how many

// Cache is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	items map[K]V
}

var (
	template = \`
func Generated() {
type T struct{}
\`
	braces = "{[(" + \`}\` + "\\"{" // '{'
	quote  = '"'
)

// Get finds.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	value, ok = c.items[key]
	return
}

func (c *Cache[K, V]) Map[U any](f func(V) U) map[K]U {
	out := make(map[K]U, len(c.items))
	for k, v := range c.items {
		out[k] = f(v)
	}
	return out
}

/* Block
comment */
func run(names ...string) error {
	m := map[string][]int{"a": {1, 2}, "b": nil}
	go func() {
		for i := 0; i < limit && m["a"] != nil; i++ {
			m["a"][i]++
		}
	}()
	switch x := any(m).(type) {
	case nil, fmt.Stringer:
		fmt.Println("nothing", x)
	default:
		select {
		case v := <-make(chan int):
			_ = v
		}
	}
	if err := check(m); err != nil {
		return fmt.Errorf("bad %q: %w", names, err)
	} else if len(m) > 1 {
		return nil
	}
loop:
	for {
		break loop
	}
	return nil
}

func check(m map[string][]int) error { return nil }

var last = func() int { return 1 }()
// the end
`;
