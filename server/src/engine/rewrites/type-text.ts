/** Types as a file writes them at one place; nothing where a name is not to be had there, or the type is too long to write. */
import { isExported, typeString, type Written } from '../types/index.js';
import type { Node } from '../syntax/ast.js';
import type { Place } from './place.js';
import { importsOf, isLocal } from './scopes.js';

/** The text of a type at the node; undefined where it cannot be written. */
export function typeText(place: Place, node: Node, type: Written): string | undefined {
  const imports = importsOf(place);
  const nameOf = (pkg: string): string | undefined => {
    if (pkg === place.pass.pkg.path || pkg === '') return '';
    const found = imports.find(({ path, name }) => path === pkg && name !== '_');
    if (!found) return undefined;
    if (found.name === '.') return '';
    return isLocal(place, node, found.name) ? undefined : found.name;
  };
  const isWritable = (part: Written): boolean => {
    switch (part.kind) {
      case 'basic':
        return !part.untyped && isFree(part.name);
      case 'alias':
      case 'named': {
        const { obj, writtenArgs } = part;
        const prefix = nameOf(obj.pkg);
        if (prefix === undefined || (prefix !== '' && !isExported(obj.name))) return false;
        if (!writtenArgs.every(isWritable)) return false;
        if (prefix !== '') return true;
        const isGlobal = obj.pkg === '' || place.pass.pkg.lookup(obj.name) === obj;
        // A type declared in a function is known there: it is what the name means, unless something hides it.
        return isGlobal ? isFree(obj.name, obj.pkg !== '') : obj.origin?.decl === place.decl;
      }
      case 'typeparam':
        // Known where it is declared.
        return part.obj.origin?.decl === place.decl;
      case 'pointer':
      case 'slice':
      case 'chan':
        return isWritable(part.writtenElem);
      case 'array':
        return part.length >= 0 && isWritable(part.writtenElem);
      case 'map':
        return isWritable(part.writtenKey) && isWritable(part.writtenElem);
      case 'signature':
        return (
          part.typeParams.length === 0 && [...part.params, ...part.results].every(({ written }) => isWritable(written))
        );
      case 'struct':
        return part.fields.length === 0;
      case 'interface':
        return part.methods.length === 0 && part.embedded.length === 0 && isFree('any');
      case 'tuple':
      case 'union':
      case 'unknown':
        return false;
    }
  };
  const isFree = (name: string, ofPackage = false): boolean =>
    !isLocal(place, node, name) && (ofPackage || place.pass.pkg.lookup(name) === undefined);
  return isWritable(type) ? typeString(type, (pkg) => nameOf(pkg) ?? pkg) : undefined;
}
