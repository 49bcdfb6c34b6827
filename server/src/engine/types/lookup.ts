/**
 * Finding the field or method that a selector names, through embedded fields to any depth.
 * Spec: "Selectors": the shallowest one counts, two at that depth are none.
 */
import { unalias } from './alias.js';
import { allMethods } from './identical.js';
import { isExported, underlying, type NamedType } from './named.js';
import { Selected } from './selected.js';
import type { Func, Named, Type, Var } from './types.js';

export class Found {
  private selected: Selected | undefined;
  private behindPointer: Found | undefined;

  constructor(
    readonly obj: Var | Func,
    /** The embedded fields passed through. */
    readonly path: readonly Var[],
    /** Whether a pointer was followed on the way. */
    readonly indirect: boolean,
  ) {}

  /** As a selector expression records it. */
  get selection(): Selected {
    return (this.selected ??= new Selected(
      this.obj.kind === 'func' ? 'method' : 'field',
      this.obj,
      this.path,
      this.indirect,
    ));
  }

  /** The same, found through a pointer to the type. */
  get throughPointer(): Found {
    if (this.indirect) return this;
    return (this.behindPointer ??= new Found(this.obj, this.path, true));
  }
}

/**
 * @param pkg the package the selector stands in: unexported names of others are not seen.
 * @param called whether the selector is called: then, of a type that cannot be read, it is taken to be a method.
 */
export function lookupFieldOrMethod(type: Type, name: string, pkg: string, called = false): Found | undefined {
  if (name === '_') return undefined;
  const pointer = type.kind === 'pointer';
  const base = pointer ? type.elem : type;
  if (pointer && underlying(base).kind === 'interface') return undefined; // pointers to interfaces have no methods
  if (base.kind === 'named') {
    // A named pointer type has its base's fields, not its methods.
    const inner = underlying(base);
    if (inner.kind === 'pointer' && !pointer) {
      const found = lookupFieldOrMethod(inner, name, pkg, false);
      return found?.obj.kind === 'var' ? found : undefined;
    }
    const found = cachedSearch(base as NamedType, name, pkg, called);
    return pointer ? found?.throughPointer : found;
  }
  return search(base, name, pkg, called, pointer);
}

function cachedSearch(named: NamedType, name: string, pkg: string, called: boolean): Found | undefined {
  const cache = named.selections as Map<string, Found | null>;
  const key = `${called ? '(' : ''}${isExported(name) ? '' : `${pkg}.`}${name}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = search(named, name, pkg, called, false) ?? null;
    cache.set(key, found);
  }
  return found ?? undefined;
}

interface Embedded {
  readonly type: Type;
  readonly path: readonly Var[];
  readonly indirect: boolean;
  /** The same type is embedded twice at this depth: what it offers is ambiguous. */
  readonly multiples: boolean;
}

function search(start: Type, name: string, pkg: string, called: boolean, pointer: boolean): Found | undefined {
  let current: readonly Embedded[] = [{ type: start, path: [], indirect: pointer, multiples: false }];
  const seen = new Set<Type>();
  while (current.length > 0) {
    const next: Embedded[] = [];
    let found: Found | undefined;
    let matches = 0;
    const opaque: Embedded[] = [];
    for (const entry of current) {
      if (entry.type.kind === 'named') {
        if (seen.has(entry.type)) continue;
        seen.add(entry.type);
        if (entry.type.opaque) {
          if (isExported(name) || entry.type.obj.pkg === pkg) opaque.push(entry);
          continue;
        }
        const method = (entry.type as NamedType).method(name);
        if (method !== undefined && visible(method, name, pkg)) {
          found = new Found(method, entry.path, entry.indirect);
          matches += entry.multiples ? 2 : 1;
          continue;
        }
      }
      const inner = underlying(entry.type);
      if (inner.kind === 'struct') {
        for (const field of inner.fields) {
          if (field.name === name && visible(field, name, pkg)) {
            found = new Found(field, entry.path, entry.indirect);
            matches += entry.multiples ? 2 : 1;
          } else if (field.embedded) {
            const written = unalias(field.written);
            const isPointer = written.kind === 'pointer';
            next.push({
              type: isPointer ? written.elem : written,
              path: [...entry.path, field],
              indirect: entry.indirect || isPointer,
              multiples: entry.multiples,
            });
          }
        }
      } else if (inner.kind === 'interface') {
        const method = allMethods(inner).get(name);
        if (method !== undefined && visible(method, name, pkg)) {
          found = new Found(method, entry.path, entry.indirect);
          matches += entry.multiples ? 2 : 1;
        }
      } else if (inner.kind === 'unknown' && entry.type.kind !== 'named') {
        return undefined; // an embedded type that is not known may well have it
      } else if (inner.kind === 'unknown') {
        return undefined;
      }
    }
    if (matches > 0) return matches === 1 ? found : undefined;
    if (opaque.length > 0) return called && opaque.length === 1 ? opaqueMethod(opaque[0]!, name) : undefined;
    current = consolidated(next);
  }
  return undefined;
}

function visible(obj: Var | Func, name: string, pkg: string): boolean {
  return isExported(name) || obj.pkg === pkg;
}

function opaqueMethod(entry: Embedded, name: string): Found {
  const named = entry.type as Named as NamedType;
  return new Found(named.origin.opaqueMethod(name), entry.path, entry.indirect);
}

/** One entry for each type: types that occur several times at one depth are marked. */
function consolidated(entries: readonly Embedded[]): readonly Embedded[] {
  if (entries.length < 2) return entries;
  const byType = new Map<Type, Embedded>();
  for (const entry of entries) {
    const other = byType.get(entry.type);
    byType.set(entry.type, other === undefined ? entry : { ...other, multiples: true });
  }
  return [...byType.values()];
}

/** The method of a type or of what it points to, promoted ones included, whatever package asks. */
export function lookupMethod(type: Type, name: string): Func | undefined {
  const base = type.kind === 'pointer' ? type.elem : type;
  const pkg = base.kind === 'named' ? base.obj.pkg : '';
  const found = lookupFieldOrMethod(type, name, pkg);
  return found?.obj.kind === 'func' ? found.obj : undefined;
}
