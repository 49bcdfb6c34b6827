/**
 * The end of contexts: what comes before `cancel()` is over for whoever has received from `ctx.Done()`. A context and those
 * that are derived from it are one here, so their ends are, too.
 */
import { unknown } from '../types/index.js';
import type { Interpreter } from './interpreter.js';
import type { Loc, Locations, Refs } from './locations.js';

/** The pseudo-field of a context that is its `Done` channel, and the function that ends it. */
const end = '[end]';

export function contextEnd({ memory }: Interpreter, contexts: Refs): Refs {
  return memory.fields(contexts, end, unknown);
}

/** Of function values that are called, those that end a context: the ends. */
export function endsAmong({ locations }: Interpreter, functions: Refs): Refs {
  return functions.filter((ref) => isContextEnd(locations, ref));
}

export function isContextEnd(locations: Locations, ref: Loc): boolean {
  return locations.field(ref) === end;
}
