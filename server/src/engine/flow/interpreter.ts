/**
 * Abstract interpretation of one function's IR to a fixpoint, then once more to collect the facts: accesses, copies,
 * goroutines, locks. Calls are applied by `calls.ts`.
 *
 * Misses: aliases of distinct parameters are not assumed; loops are followed through their joins only.
 */
import { Kind, nodesOf, type Node } from '../syntax/ast.js';
import type { Func, Type, Var } from '../types/types.js';
import { accessPath } from './access-path.js';
import { applyCall, awaitCall } from './calls.js';
import { ownedPlace, type KeepFact, type LibraryLoan, type Loan, type ReturnFact } from './boundary.js';
import { cellAt } from './cells.js';
import { certainBlocks } from './certain-blocks.js';
import type { Lending } from './library-loans.js';
import type { ContextValue } from './context-values.js';
import { sharesMaps, type RepeatedAppend, type ReturnedCopy } from './copies.js';
import { decodedMaps } from './decoding.js';
import { leaving, type Escape, type EscapeForm, type LockTaken } from './escapes.js';
import type { Assign, Call, FuncHead, FuncIR, Index, Instr, ReadKind, Temp, WriteKind } from './ir.js';
import { forEach, keys, some } from './int-map.js';
import { elements, intersects, Locations, noRefs, refsOf, union, type Loc, type Refs } from './locations.js';
import { Memory } from './memory.js';
import { reversePostorder } from './reverse-postorder.js';
import { noLocks, State, type Mode } from './state.js';
import type { Access, CallFact, Conflict, Invocation, Site, Summary, Task } from './summary.js';
import { isMap, unknown } from '../types/index.js';
import { carriesMaps, isPutBack, isTokenChannel } from './token-channels.js';
import { isAggregate } from './tracked.js';
import { isElementVariable } from './build-stmt.js';
import { Link } from './translation.js';
import { Watch } from './watch.js';

/** Where summaries of callees come from. */
export interface Callees {
  summaryOf(func: Func): Summary | undefined;
  /** Of a function of the package, with a summary or not yet: those that call each other are analysed one by one. */
  headOf(func: Func): FuncHead | undefined;
  summaryOfLiteral(func: FuncIR): Summary;
}

/** Of one function; what is beyond is not looked at. */
const maxAccesses = 1500;
const maxConflicts = 400;
const maxEscapes = 200;

/** A block whose state still changes after so many executions is taken as it is: fewer facts, never a hang. */
const maxExecutions = 12;

export class Interpreter {
  readonly locations = new Locations();
  readonly memory: Memory;
  readonly declared: ReadonlySet<Var>;
  readonly watch: Watch;
  readonly accesses: Access[] = [];
  readonly calls: CallFact[] = [];
  readonly putAway: CallFact[] = [];
  readonly tasks: Task[] = [];
  /** Tasks that one call starts instead of each other, `one other`. */
  readonly apart = new Set<string>();
  /** Numbers of tasks by spawn site. */
  readonly taskNumbers = new Map<string, number>();
  readonly conflicts: Conflict[] = [];
  /** Of channels made here, by site. */
  readonly capacities = new Map<string, number>();
  readonly signals = new Set<Loc>();
  private readonly sites = new Map<number, Site>();
  readonly invocations: Invocation[] = [];
  /** Somewhere, a condition is waited for. */
  settles = false;
  /** `t.Parallel()` was called. */
  parallel = false;
  readonly exits: State[] = [];
  readonly returned: (readonly Refs[])[] = [];
  readonly independent = new Set<number>();
  /** Variables of functions around, and of the package, of which a part is changed. */
  readonly changedAround = new Set<Loc>();
  readonly returnedCopies: ReturnedCopy[] = [];
  readonly keeps: KeepFact[] = [];
  readonly returns: ReturnFact[] = [];
  readonly loans: Loan[] = [];
  readonly libraryLoans: LibraryLoan[] = [];
  private readonly holders = new Map<string, Var>();
  /** Temporaries that hold what a call lent. */
  readonly lent = new Map<Temp, Loan>();
  readonly escapes: Escape[] = [];
  readonly locks: LockTaken[] = [];
  readonly contextValues: ContextValue[] = [];
  readonly repeatedAppends: RepeatedAppend[] = [];
  /** By temporary that holds a value taken from a context: where it stood there. */
  readonly takenFrom = new Map<Temp, Refs>();
  /** The values of temporaries, as last computed. */
  readonly values: Refs[];
  /** The instruction that defines each temporary. */
  readonly definitions: (Instr | undefined)[];
  /** The state before the instruction being executed is changed in place. */
  state = new State();
  /** Callees that are being applied, inside each other. */
  readonly applying: FuncHead[] = [];
  /** What is being executed may be executed again. */
  inLoop = false;
  /** Facts are collected only when the states no longer change. */
  recording = false;

  private hasLoop = false;
  private readonly summaries = new Map<Func, Summary | undefined>();
  private readonly links = new Map<Summary, Map<number, Link>>();

  constructor(
    readonly func: FuncIR,
    readonly callees: Callees,
  ) {
    this.declared = declaredIn(func);
    this.memory = new Memory(this.locations, this.declared);
    this.watch = new Watch(this.memory, func);
    this.memory.onRenewed = (state, recent) => this.watch.renewed(state, recent);
    this.values = new Array<Refs>(func.temps).fill(noRefs);
    this.definitions = new Array<Instr | undefined>(func.temps);
    for (const block of func.blocks)
      for (const instr of block.instrs) if ('dst' in instr && instr.dst) this.definitions[instr.dst] = instr;
  }

  run(): void {
    const entries: (State | undefined)[] = [];
    entries[0] = new State();
    const order = reversePostorder(this.func);
    const rank = new Map(order.map((block, i) => [block, i]));
    const hasLoop = order.some((block, i) => this.func.blocks[block]!.succs.some((succ) => rank.get(succ)! <= i));
    this.hasLoop = hasLoop;
    if (hasLoop) {
      this.watch.enabled = false;
      this.fixpoint(order, entries, [0]);
      this.watch.enabled = true;
      if (this.watch.wanted) this.fixpoint(order, entries, order);
    }
    this.recording = true;
    this.watch.recording = true;
    if (hasLoop) {
      for (const block of order) if (entries[block]) this.execute(block, entries[block].copy(), () => undefined);
      return;
    }
    for (const block of order) {
      if (entries[block]) this.execute(block, entries[block], (succ, state) => this.flow(entries, succ, state));
    }
  }

  /**
   * Executes blocks until their states stay the same: the earliest first, so that a loop comes to rest before what follows
   * it is looked at (an iteration strategy of Bourdoncle, FMPA 1993).
   */
  private fixpoint(order: readonly number[], entries: (State | undefined)[], from: readonly number[]): void {
    const ranks = new Map(order.map((block, rank) => [block, rank]));
    const pending = order.map((block) => from.includes(block) && (block === 0 || entries[block] !== undefined));
    const executions = order.map(() => 0);
    for (let rank = 0; rank < order.length;) {
      if (!pending[rank] || executions[rank]! >= maxExecutions) {
        rank++;
        continue;
      }
      pending[rank] = false;
      executions[rank]!++;
      const block = order[rank]!;
      let next = rank + 1;
      this.execute(block, entries[block]!.copy(), (succ, state) => {
        if (!this.flow(entries, succ, state)) return;
        const after = ranks.get(succ)!;
        pending[after] = true;
        next = Math.min(next, after);
      });
      rank = next;
    }
  }

  private flow(entries: (State | undefined)[], block: number, state: State): boolean {
    const entry = entries[block];
    if (entry) return entry.join(state, this.memory.initial);
    entries[block] = state.copy();
    return true;
  }

  private execute(index: number, state: State, flow: (succ: number, state: State) => void): void {
    const block = this.func.blocks[index]!;
    this.state = state;
    this.block = index;
    // A loop that always ends by a jump out of it (`for { …; return }`) is none.
    this.inLoop = this.hasLoop && block.loop > 0;
    for (const instr of block.instrs) this.step(instr);
    const outcome = block.branch && 'call' in block.branch ? this.outcomeOf(block.branch.call.node) : undefined;
    const before = this.state;
    block.succs.forEach((succ, i) => {
      if (outcome) this.state = before.copy();
      outcome?.apply(i === 0);
      flow(succ, this.state);
    });
  }

  /** Set by a call just executed, such as `TryLock`: what its result says, on the branch that is taken for it. */
  outcome: { readonly node: Node; apply(result: boolean): void } | undefined;

  private outcomeOf(node: Node): Interpreter['outcome'] {
    const { outcome } = this;
    this.outcome = undefined;
    return outcome?.node === node ? outcome : undefined;
  }

  private step(instr: Instr): void {
    const { memory, state, values, inLoop } = this;
    switch (instr.op) {
      case 'variable':
        values[instr.dst] = this.locations.only(this.locations.variable(instr.variable));
        return;
      case 'field':
        values[instr.dst] = memory.fields(values[instr.base]!, instr.name, instr.type);
        return;
      case 'elem':
        values[instr.dst] = memory.elements(values[instr.base]!, instr.type);
        return;
      case 'load':
        values[instr.dst] = memory.load(state, values[instr.place]!);
        if (instr.read) this.seen(values[instr.place]!, instr.node);
        return;
      case 'store':
      case 'copy':
        this.assign(instr);
        return;
      case 'declare':
        memory.declare(state, this.locations.variable(instr.variable));
        return;
      case 'touch':
        for (const base of values[instr.base]!)
          this.changed(this.locations.child(base, instr.name, this.locations.type(base)));
        return;
      case 'alloc':
        if (instr.capacity !== undefined) this.capacities.set(`alloc ${instr.node}`, instr.capacity);
        values[instr.dst] = this.locations.only(memory.allocate(state, `alloc ${instr.node}`, instr.type, inLoop));
        return;
      case 'box': {
        const box = memory.allocate(state, `box ${instr.node}`, instr.type, inLoop);
        const boxed = this.locations.only(box);
        memory.copyAggregate(state, boxed, values[instr.from]!, instr.type);
        this.seen(values[instr.from]!, instr.node);
        if (instr.source && sharesMaps(instr.type)) this.watch.start(state, instr, boxed, values[instr.from]!);
        this.handOn(values[instr.from]!, noRefs, instr.node);
        values[instr.dst] = boxed;
        return;
      }
      case 'closure':
        values[instr.dst] = this.locations.only(this.locations.literal(instr.func, this.func.info.typeOf(instr.node)));
        return;
      case 'function':
        if (this.recording) this.notePutAway(instr.func, instr.node);
        values[instr.dst] = this.locations.only(this.locations.func(instr.func, values[instr.recv] ?? noRefs));
        return;
      case 'join':
        values[instr.dst] = instr.from.reduce<Refs>((all, temp) => union(all, values[temp] ?? noRefs), noRefs);
        return;
      case 'read':
        this.access('read', instr.how, instr.map, instr.node);
        return;
      case 'write':
        this.access('write', instr.how, instr.map, instr.node);
        return;
      case 'call':
        applyCall(this, instr);
        return;
      case 'send': {
        this.use(instr.value, instr.node);
        this.handOn(values[instr.value] ?? noRefs, noRefs, instr.node);
        this.escape('send', instr.node, this.func.decl.ast.b[instr.node]!, values[instr.value] ?? noRefs);
        this.signal(values[instr.chan]!);
        this.meetReceiver(values[instr.chan]!);
        this.passToken(values[instr.chan]!, 'send', instr.node);
        return;
      }
      case 'receive':
        this.signal(this.receiptOf(values[instr.chan]!));
        this.passToken(values[instr.chan]!, 'receive', instr.node);
        this.await(values[instr.chan]!);
        if (instr.dst) {
          const received = memory.elements(values[instr.chan]!, instr.type);
          values[instr.dst] = isAggregate(instr.type) ? received : memory.load(state, received);
        }
        return;
      case 'drained':
        this.drained(values[instr.chan]!);
        return;
      case 'close':
        this.signal(values[instr.chan]!);
        return;
      case 'await':
        this.await(values[instr.chan]!);
        return;
      case 'await-call':
        awaitCall(this, instr.call);
        return;
      case 'use':
        this.use(instr.value, instr.node);
        return;
      case 'return':
        this.leave(instr.values, instr.node);
        return;
    }
  }

  private assign(instr: Assign): void {
    const { memory, state, values, watch } = this;
    const to = values[instr.place]!;
    const from = values[instr.value]!;
    const origin = instr.op === 'copy' ? from : this.originOf(instr.value);
    if (instr.op === 'copy') this.seen(from, instr.node);
    if (instr.form === 'append' && this.inLoop && isMap(instr.type)) this.noteRepeated(instr.source, from, to);
    this.handedOn(from, to, instr);
    this.storedOutside(instr, to);
    if (to.length === 1) {
      if (this.locations.isSingle(to[0]!)) watch.overwrite(state, to[0]!);
      this.changed(to[0]!);
    }
    if (instr.op === 'copy') memory.copyAggregate(state, to, from, instr.type);
    else memory.store(state, to, from);
    if (instr.op === 'copy' && !instr.source) watch.moved(state, from, to);
    // The next element's value is another one, with a name that was the former's.
    if (instr.form === 'range' && instr.op === 'store')
      for (const ref of from) watch.renewed(state, this.locations.object(ref).root);
    if (instr.source && sharesMaps(instr.type)) watch.start(state, instr, to, origin);
    if (instr.source) watch.assigned(state, instr, to, origin);
    if (instr.entries && origin.length === 1 && to.length === 1) {
      const { node, source, target, type } = instr;
      watch.startEntries(state, instr, { node, source, target, type }, to[0]!, origin[0]!);
    }
    if (instr.op === 'store' && to.length === 1 && isMap(instr.type)) this.handover(instr, to[0]!, origin);
  }

  /** The list holds the map already: all that is appended is one map, as long as nobody makes another. */
  private noteRepeated(node: Node, maps: Refs, to: Refs): void {
    const [map, ...others] = maps;
    const [list] = to;
    if (!this.recording || node === 0 || map === undefined || others.length > 0 || list === undefined) return;
    const { of, old } = this.locations.object(map);
    if (old === true || (of !== undefined && !this.locations.isSingle(of))) return;
    if (this.memory.content(this.state, list).includes(map)) this.repeatedAppends.push({ node, map });
  }

  /** A map is put where others may have it: a parameter that is kept, a borrowed map that gets a name. */
  private handover(instr: Assign, to: Loc, origin: Refs): void {
    const loan = this.lent.get(instr.value);
    if (loan) this.watch.startLoan(this.state, loan, instr, this.locations.only(to));
    else if (origin.length === 1) this.watch.noteKept(origin[0]!, to, this.site(instr.node));
    if (this.recording) this.noteKeep(instr, to);
  }

  private noteKeep(instr: Assign, to: Loc): void {
    const { locations, func } = this;
    if (!locations.parent(to) && locations.object(to).variable?.role !== 'package') return;
    for (const ref of this.values[instr.value]!) {
      const object = locations.object(ref);
      if (object.kind !== 'entry' || object.root !== ref) continue;
      const { variable, root } = locations.object(object.of!);
      if (root !== object.of || variable === undefined || variable.role === 'package') continue;
      const cell = cellAt(locations, func, to)?.cell;
      if (cell) this.keeps.push({ node: instr.source || instr.node, variable, cell, place: to, map: ref });
    }
  }

  /** What a value holds leaves the function, and others have it from now on. */
  escape(form: EscapeForm, node: Node, value: Node, refs: Refs, to: Refs = noRefs): void {
    if (!this.recording || refs.length === 0 || this.escapes.length >= maxEscapes) return;
    const isCopied = value !== 0 && isAggregate(this.func.info.typeOf(value));
    const what = leaving(this.memory, this.state, refs, isCopied);
    if (what.maps.length + what.literals.length === 0) return;
    this.escapes.push({ form, site: this.site(node), value, refs, ...what, to, held: this.state.held });
  }

  /** Something is put where others find it. */
  private storedOutside(instr: Assign, to: Refs): void {
    const outside = to.filter((place) => !this.memory.isOwn(place));
    if (outside.length === 0 || instr.form === 'send') return;
    this.escape('store', instr.node, instr.source || instr.node, this.values[instr.value]!, outside);
  }

  private notePutAway(func: Func, node: Node): void {
    const callee = this.callees.headOf(func);
    if (!callee) return;
    const locks = { held: noLocks, maybeHeld: noLocks };
    const call = { site: this.site(node), caller: this.func, callee, ...locks, args: [], fresh: [], spawned: false };
    this.putAway.push({ ...call, putAway: true });
  }

  lockTaken(lock: Loc, mode: Mode, node: Node): void {
    if (this.recording) this.locks.push({ lock, mode, site: this.site(node) });
  }

  private handedOn(from: Refs, to: Refs, { target, node }: Assign): void {
    if (!to.some((place) => !this.memory.isOwn(place) || this.locations.parent(place) !== 0)) return;
    this.handOn(from, to, node, (source) => {
      const { ast } = this.func.decl;
      return ast.kind[source] !== Kind.IndexExpr || this.text(source) === this.text(target);
    });
  }

  private text(node: number): string {
    const { ast, text } = this.func.decl;
    return text.slice(ast.start[node], ast.end[node]);
  }

  handOn(places: Refs, to: Refs, node: Node, isSame: (source: Node) => boolean = () => true): void {
    this.watch.handedOn(places, to, node, isSame);
    this.noteParameter(places, true);
  }

  private changed(place: Loc): void {
    if (!place) return;
    this.watch.changed(this.state, place);
    if (this.locations.parent(place)) this.noteParameter(this.locations.only(place), false);
  }

  /** A by-value parameter that is changed or handed on as a whole is a copy in its own right. */
  noteParameter(places: Refs, whole: boolean): void {
    for (const place of places) {
      const object = this.locations.object(place);
      if (object.kind !== 'variable' || (whole && place !== object.root)) continue;
      const index = this.func.params.indexOf(object.variable);
      if (index >= 0) this.independent.add(index);
      else if (!whole && !this.memory.isOwn(place)) this.changedAround.add(object.root);
    }
  }

  /** A function literal changed a part of a variable of the function around. */
  changedByLiteral(root: Loc): void {
    this.watch.changedInside(this.state, root);
    const { variable } = this.locations.object(root);
    if (!this.memory.isOwn(root) && variable) this.changedAround.add(root);
  }

  /** The variable of a library that holds what a call lends. */
  holderOf({ node }: Call, result: number, lending: Lending, type: Type): Var {
    const key = `${node} ${result}`;
    let holder = this.holders.get(key);
    if (!holder) {
      const shape = { kind: 'var', role: 'local', param: undefined, embedded: false, origin: undefined } as const;
      const made: Var = {
        ...shape,
        name: 'the shared value',
        pkg: '',
        type,
        written: type,
        get generic() {
          return made;
        },
      };
      holder = made;
      this.holders.set(key, holder);
      this.libraryLoans.push({ call: this.site(node), lending, holder });
    }
    return holder;
  }

  /** Whether a map may have entries: one just made has none until something is written. */
  isFilled(refs: Refs): boolean {
    return refs.some((ref) => {
      const made = /^alloc (\d+)$/.exec(this.locations.object(ref).site ?? '');
      if (!made) return true;
      const { ast } = this.func.decl;
      const node = Number(made[1]);
      if (ast.kind[node] === Kind.CompositeLit && nodesOf(ast, ast.b[node]!).length > 0) return true;
      return this.accesses.some(({ kind, maps }) => kind === 'write' && maps.includes(ref));
    });
  }

  /** Where the value of a temporary was loaded from. */
  originOf(temp: Temp): Refs {
    const definition = this.definitions[temp];
    return definition?.op === 'load' ? this.values[definition.place]! : noRefs;
  }

  /** The names through which a temporary was reached, nearest first. */
  namesOf(temp: Temp): readonly Refs[] {
    const names: Refs[] = [];
    for (let at = temp; at && names.length < 6;) {
      const definition = this.definitions[at];
      if (!definition) {
        const taken = this.takenFrom.get(at);
        if (taken) names.push(taken);
        break;
      }
      if (definition.op === 'load') {
        names.push(this.values[definition.place]!);
        at = definition.place;
      } else if (definition.op === 'field' || definition.op === 'elem') at = definition.base;
      else if (definition.op === 'join') at = definition.from[0] ?? 0;
      else break;
    }
    return names;
  }

  /** The index of the element that the temporary was loaded from, or that a variable it is reached through holds. */
  indexOf(temp: Temp): Index {
    const variables = new Set<Var>();
    for (let at = temp; at;) {
      const definition = this.definitions[at];
      if (definition?.op === 'load') at = definition.place;
      else if (definition?.op === 'field') at = definition.base;
      else if (definition?.op === 'variable' && !variables.has(definition.variable)) {
        if (isElementVariable(definition.variable)) return definition.variable;
        variables.add(definition.variable);
        at = this.onlyValueOf(definition.variable);
      } else return definition?.op === 'elem' ? definition.index : undefined;
    }
    return undefined;
  }

  /** The index of the element that a variable of the function holds from its declaration on. */
  indexOfVariable(variable: Var): Index {
    if (isElementVariable(variable)) return variable;
    const value = this.onlyValueOf(variable);
    return value ? this.indexOf(value) : undefined;
  }

  /** What is assigned to a local variable, if that happens in one place only; else 0. */
  private onlyValueOf(variable: Var): Temp {
    this.onlyValues ??= this.assignedOnce();
    return this.onlyValues.get(variable) ?? 0;
  }

  private onlyValues: ReadonlyMap<Var, Temp> | undefined;

  private assignedOnce(): ReadonlyMap<Var, Temp> {
    const values = new Map<Var, Temp>();
    for (const { instrs } of this.func.blocks) {
      for (const instr of instrs) {
        if (instr.op !== 'store' && instr.op !== 'copy') continue;
        const place = this.definitions[instr.place];
        if (place?.op !== 'variable' || !this.declared.has(place.variable)) continue;
        values.set(place.variable, values.has(place.variable) ? 0 : instr.value);
      }
    }
    return values;
  }

  summaryOf(func: Func): Summary | undefined {
    let summary = this.summaries.get(func);
    if (summary === undefined && !this.summaries.has(func))
      this.summaries.set(func, (summary = this.callees.summaryOf(func)));
    return summary;
  }

  /** A callee's objects, as they are seen from a call. */
  link(call: Call, summary: Summary): Link {
    let links = this.links.get(summary);
    if (!links) this.links.set(summary, (links = new Map<number, Link>()));
    let link = links.get(call.node);
    if (!link) links.set(call.node, (link = new Link(this.locations, call.node, summary)));
    return link;
  }

  /** One object for each place. */
  site(node: number): Site {
    let site = this.sites.get(node);
    if (!site) this.sites.set(node, (site = { decl: this.func.decl, node }));
    return site;
  }

  access(kind: 'read' | 'write', how: ReadKind | WriteKind, map: Temp, node: number): void {
    if (!this.recording && this.state.phases === undefined && how !== 'decode') return;
    const maps = this.values[map]!;
    const names = this.namesOf(map);
    this.accessed({
      kind,
      how,
      site: this.site(node),
      func: this.func,
      owner: this.func,
      table: this.locations,
      maps,
      names,
      index: this.indexOf(map),
      held: this.state.held,
      maybeHeld: this.state.maybeHeld,
      calls: [],
      beyond: undefined,
      guarded: false,
      exclusive: this.isExclusive(maps, names),
      certain: this.isCertain(),
      concurrent: this.isReached(maps),
      awaited: this.state.awaited,
      signalled: this.state.signalled,
    });
  }

  /** An access happens here, directly or in a callee. Conflicts with goroutines under way are noted. */
  accessed(access: Access): void {
    if (access.how !== 'decode') this.note(access);
    else for (const each of decodedMaps(this, access)) this.note(each);
  }

  private note(access: Access): void {
    const { state } = this;
    if (access.kind === 'write') this.watch.write(state, access, access.names);
    else if (access.calls.length > 0) for (const name of access.names) this.watch.read(state, name, access.calls[0]!);
    if (!this.recording || this.accesses.length >= maxAccesses) return;
    this.accesses.push(access);
    forEach(state.live, (reached, number) => {
      const task = this.tasks[number];
      const shared = task && reached.find((map) => access.maps.includes(map));
      if (task && shared) this.conflict(task, access, undefined, shared);
    });
  }

  private block = 0;
  private certain: ReadonlySet<number> | undefined;

  /** Whether what is being executed is executed at every call, if the function returns. */
  isCertain(): boolean {
    if (!this.recording) return false;
    this.certain ??= certainBlocks(this.func);
    return this.certain.has(this.block);
  }

  /** Whether a goroutine that may be running reaches one of the maps. */
  isReached(maps: Refs): boolean {
    return some(this.state.live, (reached) => intersects(reached, maps));
  }

  /** Notes the accesses of a task that may happen at the same time as one of the function or of another task. */
  conflict(
    task: Task,
    other: Access,
    otherTask: Task | undefined,
    map: Loc,
    accesses: readonly Access[] = task.accesses,
  ): void {
    if (this.isSeveral(map)) return;
    for (const one of accesses) {
      if (one.kind === 'read' && other.kind === 'read') continue;
      if (!otherTask && this.isOver(one, task)) continue;
      if (this.conflicts.length >= maxConflicts) return;
      if (!one.maps.includes(map) && !this.isTwin(one.maps, map)) continue;
      this.conflicts.push({ map, one, other, task, otherTask });
    }
  }

  /** Whether it stands for the maps of sites that are told apart by their ends only: two accesses may mean two of them. */
  private isSeveral(map: Loc): boolean {
    return this.locations.object(map).site?.includes('…') ?? false;
  }

  /** Whether the access came before a signal of its task that has been waited for. */
  private isOver(access: Access, task: Task): boolean {
    return task.signals.some((signal) => this.state.awaited.has(signal) && !access.signalled.has(signal));
  }

  /** Whether a map of the set is the most recent one of the site that `map` is an older one of. */
  private isTwin(maps: Refs, map: Loc): boolean {
    const { site, old } = this.locations.object(map);
    return old === true && maps.some((ref) => this.locations.object(ref).site === site);
  }

  /** Whether nobody else can reach the map: it, or the value that holds it, is new, or has been taken out of its place. */
  isExclusive(maps: Refs, names: readonly Refs[]): boolean {
    const { state, memory, locations } = this;
    if (!this.recording) return false;
    if (this.isReached(maps)) return false;
    const isPrivate = (loc: Loc): boolean => memory.isOwn(loc) && !state.isPublished(locations.objectId(loc));
    if (maps.length > 0 && maps.every((map) => isPrivate(map) || memory.isTaken(state, map))) return true;
    const holders = names[0] ?? noRefs;
    return holders.length > 0 && holders.every((holder) => locations.parent(holder) !== 0 && isPrivate(holder));
  }

  /** A wait group is done, a channel sent to or closed. */
  signal(refs: Refs): void {
    for (const ref of refs) this.signals.add(ref);
    if (refs.length === 1) this.state.signal(refs[0]!);
  }

  /** Waiting for wait groups, groups and channels ends what tasks did before they signalled them. */
  await(refs: Refs): void {
    const { state } = this;
    if (refs.length === 1) state.await(refs[0]!);
    for (const number of keys(state.live)) {
      const task = this.tasks[number]!;
      if (!task.opaque && !intersects(task.signals, refs)) continue;
      const left = task.accesses.filter((access) => refs.some((ref) => access.signalled.has(ref)));
      if (left.length === 0) state.end(number);
      else state.launch(number, refsOf(left.flatMap((access) => access.maps)));
    }
  }

  /** A value without a buffer has been received once it has been sent. */
  private meetReceiver(chans: Refs): void {
    const isUnbuffered = (chan: Loc): boolean => {
      const { kind, site } = this.locations.object(chan);
      return kind === 'alloc' && this.capacities.get(site!) === 0;
    };
    if (chans.length > 0 && chans.every(isUnbuffered)) this.await(this.receiptOf(chans));
  }

  /** What a receiver signals: that it has come so far. */
  private receiptOf(chans: Refs): Refs {
    return this.memory.fields(chans, '[received]', unknown);
  }

  /** Whoever sends on a channel has done so for the last time when it is closed. */
  private drained(chans: Refs): void {
    const { state } = this;
    this.await(chans);
    for (const number of keys(state.live)) if (intersects(this.tasks[number]!.signals, chans)) state.end(number);
  }

  /**
   * A channel with room for one token is a lock: whoever put the token in, or took it out, holds it. So is one from which
   * a map is taken out and put back: whoever took it out holds it.
   */
  private passToken(chans: Refs, by: 'send' | 'receive', node: Node): void {
    const [chan] = chans;
    if (chan === undefined || chans.length > 1) return;
    const { state, locations } = this;
    const object = locations.object(chan);
    const capacity = object.kind === 'alloc' ? (this.capacities.get(object.site!) ?? 0) : undefined;
    // One of several channels, by key, tells of that key, and keeps nobody from the others.
    const isToken =
      isTokenChannel(object.type) &&
      (capacity ?? 1) === 1 &&
      !accessPath(locations, this.func, chan).includes(elements);
    if (!isToken && !carriesMaps(object.type)) return;
    if (isToken ? state.maybeHeld.has(chan) : by === 'send') {
      state.release(chan);
      return;
    }
    if (!isToken && !isPutBack(this.func.decl, node)) return;
    state.mayHold(chan, 'write');
    if (capacity === 1) state.hold(chan, 'write');
  }

  use(temp: Temp, node: number): void {
    const refs = this.values[temp] ?? noRefs;
    this.seen(this.withCaptured(refs), node);
  }

  /** The values at these places are used. */
  private seen(places: Refs, node: number): void {
    if (this.state.phases !== undefined) this.watch.read(this.state, places, this.site(node));
  }

  /** A function literal that gets away takes along the variables it refers to. */
  private withCaptured(refs: Refs): Refs {
    const captured = refs.flatMap((ref) => this.locations.object(ref).literal?.captured ?? []);
    return captured.length === 0
      ? refs
      : union(refs, refsOf(captured.map((variable) => this.locations.variable(variable))));
  }

  /** An aggregate is returned as a copy. */
  private result(refs: Refs, index: number, expr: Node): Refs {
    const type = this.func.resultTypes[index];
    if (!type || !isAggregate(type) || refs.length === 0) return refs;
    const result = this.locations.alloc(`result ${index}`, type);
    this.memory.copyAggregate(this.state, this.locations.only(result), refs, type);
    if (expr && sharesMaps(type)) this.watch.startResult(this.state, { node: expr, type }, result, refs);
    return this.locations.only(result);
  }

  /** A map is returned that a field or package-level variable holds; what another function lends is said there. */
  private noteReturn(refs: Refs, result: number, temp: Temp, node: number): void {
    const { locations, func } = this;
    const type = func.resultTypes[result];
    if (!type || !isMap(type) || this.lent.has(temp)) return;
    const owned = ownedPlace(locations, func, refs);
    if (!owned) return;
    const now = this.memory.content(this.state, owned.place);
    const lazy = refs.some((ref) => this.memory.isOwn(ref) && now.includes(ref));
    this.returns.push({ node, result, cell: owned.cell, lazy });
  }

  private noteReturned(results: readonly Refs[], returned: readonly Refs[]): void {
    results.forEach((refs, i) => {
      const copy = returned[i]?.[0];
      if (copy === undefined) return;
      for (const fact of [...refs, copy].flatMap((ref) => this.watch.copiesAt(ref))) {
        if (
          fact.origin ||
          isMap(fact.type) ||
          fact.form === 'entries' ||
          this.returnedCopies.some((known) => known.fact === fact)
        )
          continue;
        this.returnedCopies.push({ func: this.func, fact, copy, source: fact.sourceRoot });
      }
    });
  }

  /** Maps that share what their entries hold with others, and that the caller gets to see. */
  private noteReturnedEntries(results: readonly Refs[]): void {
    const shared = this.watch.sharedEntries(this.state);
    if (shared.length === 0) return;
    const reached = this.memory.reachableObjects(this.state, results.flat());
    for (const fact of shared) {
      if (!reached.has(this.locations.object(fact.copyRoot).root)) continue;
      const made = fact.origin ?? { func: this.func, fact };
      if (this.returnedCopies.some((known) => known.fact === made.fact)) continue;
      this.returnedCopies.push({ func: made.func, fact: made.fact, copy: fact.copyRoot, source: fact.sourceRoot });
    }
  }

  /** The expressions of a return statement that gives each result by itself. */
  private returnedExprs(node: Node, results: readonly Refs[]): ArrayLike<Node> {
    const { ast } = this.func.decl;
    const exprs = ast.kind[node] === Kind.ReturnStmt ? nodesOf(ast, ast.a[node]!) : [];
    return exprs.length === results.length ? exprs : [];
  }

  private leave(temps: readonly Temp[], node: number): void {
    const results = temps.map((temp) => this.values[temp] ?? noRefs);
    for (const refs of results) {
      this.seen(this.withCaptured(refs), node);
      this.handOn(refs, noRefs, node);
    }
    this.watch.finish(this.state);
    if (!this.recording) return;
    const exprs = this.returnedExprs(node, results);
    const returned = results.map((refs, i) => this.result(refs, i, exprs[i] ?? 0));
    this.returned.push(returned);
    results.forEach((refs, i) => {
      this.noteReturn(refs, i, temps[i]!, node);
      this.escape('return', node, exprs[i] ?? 0, refs);
    });
    this.noteReturned(results, returned);
    this.noteReturnedEntries(results);
    this.exits.push(this.state.copy());
  }
}

function declaredIn(func: FuncIR): ReadonlySet<Var> {
  const declared = new Set<Var>();
  for (const block of func.blocks)
    for (const instr of block.instrs) if (instr.op === 'declare') declared.add(instr.variable);
  return declared;
}
