/** Type sets of constraints and the core types that follow. Spec: "General interfaces", "Core types". */
import { newChan } from './composite.js';
import { basic } from './basic.js';
import { identical } from './identical.js';
import { underlying } from './named.js';
import type { Interface, Type } from './types.js';

export interface Term {
  readonly tilde: boolean;
  readonly type: Type;
}

/**
 * The types a constraint admits; undefined when it admits all (it names none). Conservative on intersections: of
 * several embedded lists, the terms whose type stands in all of them.
 */
export function termsOf(constraint: Type, depth = 0): readonly Term[] | undefined {
  if (depth > 50) return undefined;
  switch (constraint.kind) {
    case 'union': {
      const terms: Term[] = [];
      for (const term of constraint.terms) {
        const inner = underlying(term.type);
        const nested = inner.kind === 'interface' ? termsOf(inner, depth + 1) : [term];
        if (nested === undefined) return undefined;
        terms.push(...nested);
      }
      return terms;
    }
    case 'interface':
      return termsOfInterface(constraint, depth);
    case 'named':
    case 'typeparam': {
      const inner = underlying(constraint);
      return inner.kind === 'interface' ? termsOfInterface(inner, depth) : [{ tilde: false, type: constraint }];
    }
    default:
      return [{ tilde: false, type: constraint }];
  }
}

/** Spec: "Core types". Undefined when there is none; the underlying type for what is no type parameter or interface. */
export function coreType(type: Type): Type | undefined {
  if (type.kind !== 'typeparam') return underlying(type);
  const terms = termsOf(type);
  if (terms === undefined || terms.length === 0) return undefined;
  let core: Type | undefined;
  for (const term of terms) {
    const candidate = underlying(term.type);
    if (core === undefined || identical(core, candidate)) core ??= candidate;
    else if (core.kind === 'chan' && candidate.kind === 'chan' && identical(core.elem, candidate.elem)) {
      if (core.direction === 'both') core = candidate;
      else if (candidate.direction !== 'both' && candidate.direction !== core.direction) return undefined;
      else core = newChan(core.direction, core.writtenElem);
    } else return undefined;
  }
  return core;
}

/** As `coreType`, but a mixture of byte slices and strings counts as string. */
export function coreString(type: Type): Type | undefined {
  if (type.kind !== 'typeparam') return underlying(type);
  const core = coreType(type);
  if (core !== undefined) return core;
  const terms = termsOf(type);
  if (terms === undefined || terms.length === 0) return undefined;
  const isBytes = (t: Type): boolean => t.kind === 'slice' && identical(t.elem, basic.uint8);
  const fits = terms.every((term) => {
    const u = underlying(term.type);
    return u === basic.string || isBytes(u);
  });
  return fits ? basic.string : undefined;
}

function termsOfInterface(type: Interface, depth: number): readonly Term[] | undefined {
  let all: readonly Term[] | undefined;
  for (const embedded of type.embedded) {
    const terms = termsOf(embedded, depth + 1);
    if (terms === undefined) continue;
    all = all === undefined ? terms : intersection(all, terms);
  }
  return all;
}

function intersection(xs: readonly Term[], ys: readonly Term[]): readonly Term[] {
  const result: Term[] = [];
  for (const x of xs) {
    for (const y of ys) {
      if (identical(x.type, y.type)) result.push({ tilde: x.tilde && y.tilde, type: x.type });
      else if (x.tilde && identical(x.type, underlying(y.type))) result.push(y);
      else if (y.tilde && identical(y.type, underlying(x.type))) result.push(x);
    }
  }
  return result;
}
