/** Go's types: the contract and the operations on them. */
export * from './types.js';
export { assignable, isNamed } from './assignable.js';
export { basic, unknown, untyped } from './basic.js';
export { allMethods, identical } from './identical.js';
export { lookupFieldOrMethod, lookupMethod, type Found } from './lookup.js';
export { holdsMap, isMap, mapClassOf, mapTypeOf, reachesMap } from './map-types.js';
export { implementsInterface, methodInSet, methodNames } from './method-set.js';
export { isExported, underlying } from './named.js';
export { coreType } from './type-sets.js';
export { relativeTo, typeString, type Qualifier } from './type-string.js';
export { errorType } from './universe.js';
export { mapFacts, type MapFact } from './map-facts.js';
