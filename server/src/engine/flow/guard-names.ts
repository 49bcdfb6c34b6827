/** A guard as one function writes it, and whether a call passes it on. */
import { accessPath, aroundOf, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import type { Context } from './contexts.js';
import type { Guard } from './guards.js';
import type { CallFact } from './summary.js';

/** The path of the lock in the function whose accesses have this base; undefined if it cannot be named there. */
export function guardAt(guard: Guard, base: AccessPath): AccessPath | undefined {
  if (guard.name.startsWith('.')) return base === '' ? undefined : guard.name === '.' ? base : base + guard.name;
  const steps = /^\^*/.exec(guard.name)![0].length;
  if (steps === 0) return guard.name;
  let around: AccessPath | undefined = base;
  for (let i = 0; i < steps && around !== undefined; i++) around = aroundOf(around);
  return around && around + guard.name.slice(steps);
}

/** Whether the caller, in its context, holds or may hold at this call the lock that the callee knows under `path`. */
export function mapsTo(context: Context, facts: FunctionFacts, fact: CallFact, path: AccessPath): boolean {
  const held = new Set<AccessPath>([...context.held.keys(), ...context.maybeHeld.keys()]);
  for (const lock of [...fact.held.keys(), ...fact.maybeHeld.keys()])
    held.add(accessPath(facts.locations, facts.func, lock));
  const parameter = /^#(\d+)(.*)$/s.exec(path);
  if (!parameter) return held.has(path) || held.has(asParameter(fact, path));
  const [ref] = fact.args[Number(parameter[1])] ?? [];
  if (ref === undefined) return true; // Not known which: no ground to report.
  const own = accessPath(facts.locations, facts.func, ref) + parameter[2];
  return held.has(own) || [...held].some((lock) => below(lock, own) === '');
}

/** Whether the caller takes, at some place, the lock that the callee knows under `path`: it is not called with it held. */
export function takesItself(facts: FunctionFacts, fact: CallFact, path: AccessPath): boolean {
  const own = pathInCaller(facts, fact, path);
  return own !== undefined && pathsTaken(facts).includes(own);
}

/** The locks that a function takes itself, as it knows them. */
export function pathsTaken({ locks, locations, func }: FunctionFacts): readonly AccessPath[] {
  return locks.map(({ lock }) => accessPath(locations, func, lock));
}

/** A path of the callee as the caller knows it: below an argument, or the same where it starts at a package-level variable. */
export function pathInCaller(facts: FunctionFacts, fact: CallFact, path: AccessPath): AccessPath | undefined {
  const parameter = /^#(\d+)(.*)$/s.exec(path);
  // A literal knows its function's variables.
  if (!parameter) return path.startsWith('$') && fact.callee.decl !== fact.caller.decl ? undefined : path;
  const refs = fact.args[Number(parameter[1])] ?? [];
  return refs.length === 1 ? accessPath(facts.locations, facts.func, refs[0]!) + parameter[2]! : undefined;
}

/** What a literal knows as a captured variable is a parameter of the function around it. */
function asParameter({ caller }: CallFact, path: AccessPath): AccessPath {
  const index = caller.params.findIndex(
    (variable) => variable && below(path, `$${variable.name} ${variable.origin?.node ?? 0}`) !== undefined,
  );
  return index < 0 ? path : path.replace(/^\$\S+ \d+/, `#${index}`);
}
