/** Functions that others call, and what their callers do with the maps that cross their boundary. */
import type { FunctionFacts } from '../flow/analysis.js';
import type { Cell } from '../flow/cells.js';
import { isInTest } from '../flow/flow-decl.js';
import type { CellAccess } from '../flow/guards.js';
import type { FuncHead } from '../flow/ir.js';
import { Kind } from '../syntax/ast.js';
import { textOf as nameText } from '../syntax/names.js';
import { isExported } from '../types/index.js';
import type { Func, Var } from '../types/types.js';
import type { Pass, Questions } from './pass.js';

/** A parameter of a function that is part of its package's interface. */
export interface Entrance {
  readonly func: FuncHead;
  readonly param: number;
}

/** Helpers that pass a parameter on are followed this far. */
const maxSteps = 3;

/** Whether callers outside its package can name the function. */
export function isInterface({ name, type }: Func): boolean {
  if (!isExported(name)) return false;
  const recv = type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  return named?.kind !== 'named' || isExported(named.obj.name);
}

/** Whether a variable that a function literal refers to is a parameter of the interface: of the function around it. */
export function isParameterAround({ func, decl }: FuncHead, { origin }: Var): boolean {
  const { ast, root } = decl;
  if (func || ast.kind[root] !== Kind.FuncDecl || origin?.decl !== decl) return false;
  if (!isExported(nameText(ast.a[ast.b[root]!]!))) return false;
  const signature = ast.c[root]!;
  return ast.start[origin.node]! >= ast.start[signature]! && ast.end[origin.node]! <= ast.end[signature]!;
}

/** The parameters of the package's interface that a parameter of a function is, the function's own or its callers'. */
export function entrancesOf(questions: Questions, func: FuncHead, variable: Var): readonly Entrance[] {
  const found: Entrance[] = [];
  const seen = new Set<FuncHead>();
  let level: readonly Entrance[] = [{ func, param: func.params.indexOf(variable) }];
  for (let step = 0; step <= maxSteps && level.length > 0; step++) {
    const next: Entrance[] = [];
    for (const entrance of level) {
      if (entrance.param < 0 || seen.has(entrance.func)) continue;
      seen.add(entrance.func);
      if (entrance.func.func && isInterface(entrance.func.func)) found.push(entrance);
      else next.push(...passers(questions, entrance));
    }
    level = next;
  }
  return found;
}

/** The parameters that callers pass on to a parameter. */
function passers(questions: Questions, { func, param }: Entrance): readonly Entrance[] {
  return questions.contextOf(func).calls.flatMap(({ fact, facts }) => {
    const [ref, ...others] = fact.args[param] ?? [];
    if (ref === undefined || others.length > 0) return [];
    const { locations } = facts;
    const { kind, of } = locations.object(ref);
    const variable = kind === 'entry' ? locations.object(of!).variable : undefined;
    if (!variable || locations.parent(of!)) return [];
    return [{ func: facts.func, param: facts.func.params.indexOf(variable) }];
  });
}

/** The calls of a function in the package that are not tests. */
export function callsOf(
  questions: Questions,
  func: FuncHead,
): readonly { readonly facts: FunctionFacts; readonly site: FunctionFacts['calls'][number]['site'] }[] {
  return questions
    .contextOf(func)
    .calls.filter(({ fact }) => !isInTest(fact.site.decl))
    .map(({ fact, facts }) => ({ facts, site: fact.site }));
}

/** Writes into the map of a cell once others can know of it; tests do not count. */
export function writesInPlace(questions: Questions, { key }: Cell): readonly CellAccess[] {
  return accessesTo(questions, key).filter(({ access }) => access.kind === 'write');
}

export function readsOf(questions: Questions, { key }: Cell): readonly CellAccess[] {
  return accessesTo(questions, key).filter(({ access }) => access.kind === 'read');
}

/** Whether the map of a package-level variable is written through the variable itself. */
export function isWrittenByName(questions: Questions, cell: Cell): boolean {
  return writesInPlace(questions, cell).some(({ access: { names, table } }) =>
    names[0]?.some((name) => table.object(name).variable === cell.variable),
  );
}

function accessesTo(questions: Questions, key: string): readonly CellAccess[] {
  const accesses = questions.cell(key)?.accesses ?? [];
  return accesses.filter(({ construction, facts }) => !construction && !isInTest(facts.func.decl));
}

/** The severity of what is worth knowing about an interface: nobody but the package itself has one of a program's. */
export function interfaceSeverity(pass: Pass): 'information' | 'hint' {
  return pass.pkg.name === 'main' ? 'hint' : 'information';
}
