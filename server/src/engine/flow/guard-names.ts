/** A guard as one function writes it, and whether a call passes it on. */
import { accessPath, below, type AccessPath } from './access-path.js';
import type { FunctionFacts } from './analysis.js';
import type { Context } from './contexts.js';
import type { Guard } from './guards.js';
import type { CallFact } from './summary.js';

/** The path of the lock in the function whose accesses have this base; undefined if it cannot be named there. */
export function guardAt(guard: Guard, base: AccessPath): AccessPath | undefined {
  if (guard.name.startsWith('.')) return base === '' ? undefined : guard.name === '.' ? base : base + guard.name;
  if (guard.name.startsWith('^')) {
    const root = /^#\d+/.exec(base)?.[0];
    return root && root + guard.name.slice(1);
  }
  return guard.name;
}

/** Whether the caller, in its context, holds or may hold at this call the lock that the callee knows under `path`. */
export function mapsTo(context: Context, facts: FunctionFacts, fact: CallFact, path: AccessPath): boolean {
  const held = new Set<AccessPath>([...context.held.keys(), ...context.maybeHeld]);
  for (const lock of [...fact.held.keys(), ...fact.maybeHeld.keys()])
    held.add(accessPath(facts.locations, facts.func, lock));
  const parameter = /^#(\d+)(.*)$/s.exec(path);
  if (!parameter) return held.has(path);
  const [ref] = fact.args[Number(parameter[1])] ?? [];
  if (ref === undefined) return true; // Not known which: no ground to report.
  const own = accessPath(facts.locations, facts.func, ref) + parameter[2];
  return held.has(own) || [...held].some((lock) => below(lock, own) === '');
}
