/**
 * Access paths as text, in the terms of one function: `#0.mu` is field `mu` of what the first parameter is or points
 * to, `path/pkg.cache.m` starts at a package-level variable, `$m 17` at a local or captured one. Pointers are followed
 * silently, as Go's selectors do. Paths say which lock guards which map, across functions.
 */
import type { FuncHead } from './ir.js';
import { elements, keys, type Loc, type Locations } from './locations.js';

export type AccessPath = string;

const known = new WeakMap<Locations, Map<Loc, AccessPath>>();

/** @param func the function whose locations they are. */
export function accessPath(locations: Locations, func: FuncHead, loc: Loc): AccessPath {
  let paths = known.get(locations);
  if (!paths) known.set(locations, (paths = new Map<Loc, AccessPath>()));
  let path = paths.get(loc);
  if (path === undefined) paths.set(loc, (path = pathOf(locations, func, loc)));
  return path;
}

function pathOf(locations: Locations, func: FuncHead, loc: Loc): AccessPath {
  const parent = locations.parent(loc);
  if (parent) {
    const field = locations.field(loc);
    return `${accessPath(locations, func, parent)}${field === elements ? '' : '.'}${field}`;
  }
  const object = locations.object(loc);
  switch (object.kind) {
    case 'entry':
      return accessPath(locations, func, object.of!);
    case 'alloc': {
      const place = locations.placeOf(loc);
      return place ? accessPath(locations, func, place) : `new ${object.site}${object.old ? '~' : ''}`;
    }
    case 'function':
      return 'func';
    case 'variable': {
      const variable = object.variable!;
      if (variable.role === 'package') return `${variable.pkg}.${variable.name}`;
      const index = func.params.indexOf(variable);
      return index >= 0 ? `#${index}` : `$${variable.name} ${variable.origin?.node ?? 0}`;
    }
  }
}

/** What follows `base` in `path`; undefined if `path` does not start there. */
export function below(path: AccessPath, base: AccessPath): string | undefined {
  if (!path.startsWith(base)) return undefined;
  const rest = path.slice(base.length);
  return rest === '' || rest[0] === '.' || rest[0] === '[' ? rest : undefined;
}

/** The path of the struct around a field; undefined for a path that is its root. */
export function aroundOf(path: AccessPath): AccessPath | undefined {
  const root = /^(#\d+|\$\S+ \d+|new [^.]*|(.*\/)?[^./]*\.[^.[]*)/.exec(path)?.[0].length ?? path.length;
  const last = path.lastIndexOf('.');
  return last >= root ? path.slice(0, last) : undefined;
}

/** A path as a person would write it, with the names of the function's parameters. */
export function pathText(locations: Locations, loc: Loc): string {
  const parent = locations.parent(loc);
  if (parent) {
    const field = locations.field(loc);
    if (field === keys) return pathText(locations, parent);
    return field === elements ? `${pathText(locations, parent)}[…]` : `${pathText(locations, parent)}.${field}`;
  }
  const object = locations.object(loc);
  switch (object.kind) {
    case 'entry':
      return pathText(locations, object.of!);
    case 'variable':
      return object.variable!.name;
    case 'alloc':
      return object.type.kind === 'named' ? object.type.obj.name : 'the new value';
    case 'function':
      return 'the function';
  }
}
