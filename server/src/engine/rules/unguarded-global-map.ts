/**
 * unguarded-global-map: a package-level map is written after initialisation by code that exported functions reach, and
 * no lock is taken anywhere around it.
 *
 * Needs all accesses to the variable, and who calls whom in the package. Nothing concurrent has been seen: callers of
 * the exported functions decide that.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import { onceDone } from '../flow/apply-model.js';
import { isInTest } from '../flow/flow-decl.js';
import type { CellAccess, GuardedCell } from '../flow/guards.js';
import { addMutexFixes } from '../rewrites/add-mutex.js';
import { wrapCellFixes } from '../rewrites/wrappers/wrap-cell.js';
import { Kind } from '../syntax/ast.js';
import { compareSites, distinct, functionName, verb } from './evidence.js';
import type { Pass, Questions } from './pass.js';
import { defineRule } from './rule.js';
import { isExported } from '../types/index.js';

interface Evidence {
  readonly cell: GuardedCell;
  /** The writes, each with an exported function that leads to it. */
  readonly writes: readonly { readonly access: CellAccess; readonly from: FunctionFacts }[];
}

export const unguardedGlobalMap = defineRule({
  code: 'unguarded-global-map',
  since: '0.1.0',
  severity: 'information',

  docs: {
    summary: 'a package-level map is written by exported functions, with no lock anywhere',
    why: `Anybody may call an exported function from any goroutine. A package-level map that such calls fill, as a cache or
a registry, is then written by several at once, unless every caller knows that it must not.`,
    bad: [
      `var squares = map[int]int{}

func Square(n int) int {
	s, ok := squares[n]
	if !ok {
		s = n * n
		squares[n] = s // information unguarded-global-map
	}
	return s
}`,
    ],
    good: [
      `var squares = map[int]int{1: 1, 2: 4, 3: 9}

func Square(n int) int {
	if s, ok := squares[n]; ok {
		return s
	}
	return n * n
}`,
    ],
    limits: [
      'Over-reports: registries that only initialisers of other packages fill.',
      'Misses: maps behind other package-level variables.',
    ],
    fixes: [
      '**Add a mutex**: a mutex beside the variable, taken at every access of the package. Safe.',
      '**SafeMap**, **sync.Map**, **snapshot**: a type in a file of its own takes the place of the map. Safe.',
    ],
    references: ['https://go.dev/doc/faq#atomic_maps'],
  },

  *detectInCell(cell, questions): Iterable<Evidence> {
    if (cell.cell.variable?.role !== 'package' || cell.guard || cell.accesses.some(isLocked)) return;
    const writes = cell.accesses.flatMap((access) => {
      const isOpen = access.access.kind === 'write' && access.base === '' && !access.construction && !isOnce(access);
      const from = isOpen && !isInTest(access.facts.func.decl) ? entryTo(questions, access.facts) : undefined;
      return from ? [{ access, from }] : [];
    });
    if (writes.length > 0) yield { cell, writes };
  },

  report({ cell, writes }, pass) {
    const [first, ...others] = inOrder(pass, writes);
    const { access, from } = first!;
    const { name, variable } = cell.cell;
    const reads = cell.accesses.filter((each) => each.access.kind === 'read').slice(0, 2);
    return {
      at: access.access.site,
      about: [cell.cell.key],
      message: `package-level map ${name} is ${verb(access.access)} here without a lock, and ${functionName(from)} leads here: it may be called by several goroutines at once`,
      notes: distinct([
        ...(variable?.origin ? [{ at: variable.origin, message: `${name} is declared here` }] : []),
        ...[...others.map((other) => other.access), ...reads].slice(0, 4).map((other) => ({
          at: other.access.site,
          message: `${name} is ${verb(other.access)} here`,
        })),
      ]),
    };
  },

  fixes({ writes }, pass) {
    const accesses = writes.map((each) => each.access.access);
    return [...addMutexFixes(pass, accesses), ...wrapCellFixes(pass, accesses)];
  },
});

function inOrder(pass: Pass, writes: Evidence['writes']): Evidence['writes'] {
  return [...writes].sort((a, b) => compareSites(pass, a.access.access.site, b.access.access.site));
}

/** A lock that is, or may be, held there: somebody has thought of it. */
function isLocked({ heldAny, maybeHeld, heldBySome }: CellAccess): boolean {
  return [...heldAny.keys(), ...maybeHeld, ...heldBySome].some((lock) => !lock.endsWith(onceDone));
}

function isOnce({ heldAny, maybeHeld, heldBySome }: CellAccess): boolean {
  return [...heldAny.keys(), ...maybeHeld, ...heldBySome].some((lock) => lock.endsWith(onceDone));
}

/** An exported function that the function is called from, directly or through others of the package; itself, perhaps. */
function entryTo(questions: Questions, facts: FunctionFacts): FunctionFacts | undefined {
  const seen = new Set<FunctionFacts>([facts]);
  for (const at of seen) {
    const { func } = at.func;
    if (func && isExported(func.name)) return at;
    for (const { facts: caller } of questions.contextOf(at.func).calls) seen.add(caller);
    const around = func ? undefined : declaredAround(questions, at);
    if (around) seen.add(around);
  }
  return undefined;
}

/** The declared function that a literal stands in. */
function declaredAround(questions: Questions, { func }: FunctionFacts): FunctionFacts | undefined {
  const { ast, root } = func.decl;
  const name = ast.kind[root] === Kind.FuncDecl ? func.info.objectOf(ast.b[root]!) : undefined;
  return name?.kind === 'func' ? questions.factsOf({ ...func, func: name }) : undefined;
}
