/** Packages that cannot be read: their types and methods are known by name, and nothing else is claimed. */
import { describe, expect, it } from 'vitest';
import { isMap } from '../../../server/src/engine/types/index.js';
import { TypedSource } from './typed-source.js';

const source = new TypedSource(`package w

import (
	"net/http"
	"sync"
)

type Guarded struct {
	sync.Mutex
	wg *sync.WaitGroup
	m  map[string]int
}

func f(g *Guarded) {
	/*lock*/g.Lock()
	/*wait*/g.wg.Wait()
	http./*handle*/HandleFunc("/", nil)
	var mu /*type:*/sync.RWMutex
	_ = mu
	_ = /*new*/new(sync.Once)
	header := http.Header{}
	_ = /*header*/header
	_ = /*conversion*/http.Header(nil)
	_ = /*field*/g.m
	var r http.Request
	_ = /*value*/r.Header
}
`);

describe('an unread package', () => {
  it('gives named types that know nothing but their name', () => {
    const { info, node } = source.at('new');
    expect(source.type('new')).toBe('*sync.Once');
    const type = info.typeOf(node);
    expect(type.kind === 'pointer' && type.elem).toMatchObject({ kind: 'named', opaque: true });
    expect(source.type('header')).toBe('net/http.Header');
    const header = source.at('header');
    expect(isMap(header.info.typeOf(header.node))).toBe(false);
  });

  it('gives functions by package and name', () => {
    expect(source.object('handle')).toMatchObject({ kind: 'func', pkg: 'net/http', name: 'HandleFunc' });
    expect(source.type('conversion')).toBe('unknown');
  });

  it('gives called methods by package and name, embedded ones too', () => {
    for (const [mark, name, path] of [
      ['lock', 'Lock', ['Mutex']],
      ['wait', 'Wait', []],
    ] as const) {
      const { decl, info, node } = source.at(mark);
      const selection = info.selectionOf(decl.ast.a[node]!);
      expect(selection).toMatchObject({ kind: 'method', obj: { kind: 'func', pkg: 'sync', name } });
      expect(selection?.path.map((field) => field.name)).toEqual(path);
    }
  });

  it('does not hide what is known', () => {
    expect(source.type('field')).toBe('map[string]int');
    expect(source.type('value')).toBe('unknown');
  });

  it('knows what functions of well-known modules return, and what methods of that return', () => {
    const known = new TypedSource(`package w

import (
	"context"

	"github.com/gorilla/mux"
	"golang.org/x/sync/errgroup"
)

func f(ctx context.Context) {
	/*group*/g, /*context*/ctx2 := errgroup.WithContext(ctx)
	/*router*/r := mux.NewRouter().PathPrefix("/v1").Subrouter()
	/*other*/o := mux.Vars(nil)
	_, _, _, _ = g, ctx2, r, o
}
`);
    expect(known.type('group')).toBe('*golang.org/x/sync/errgroup.Group');
    expect(known.type('context')).toBe('unknown');
    expect(known.type('router')).toBe('*github.com/gorilla/mux.Router');
    expect(known.type('other')).toBe('unknown');
  });
});
