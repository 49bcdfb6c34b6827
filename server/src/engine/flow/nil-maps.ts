/**
 * Writes to maps that are nil on every path: a forward must-analysis of one function, with constants nil and the addresses
 * of the function's own variables and new objects (Kildall, *A unified approach to global program optimization*, POPL
 * 1973), branches on `m == nil` included.
 *
 * The points-to sets of `interpreter.ts` say what a name *may* hold; an empty one does not tell nil from what is not
 * known. Here nothing is known of what has got out of hand: an object that was passed to a call, stored elsewhere or
 * captured by a function literal that changes it.
 */
import type { Var } from '../types/types.js';
import type { Call, FuncIR, Instr, Temp } from './ir.js';
import { elements } from './locations.js';
import { readsArguments } from './library.js';
import { reversePostorder } from './reverse-postorder.js';
import { isAggregate, shapeOf } from './tracked.js';

/** A write to a map that is nil whenever it is reached. */
export interface NilWrite {
  /** The statement or call that writes. */
  readonly node: number;
  /** The expression written, `m` of `m[k] = v`. */
  readonly map: number;
  /** The local variable that has never held a map, or the object (its literal, `new` or `make`) in which none was put. */
  readonly variable: Var | undefined;
  readonly object: number;
  /** It is an element of a map or slice that is nil itself. */
  readonly inNil: boolean;
}

/** A write to a map of which the function itself knows nothing. */
export interface UnknownWrite {
  readonly node: number;
  readonly map: number;
}

export interface NilMaps {
  readonly nil: readonly NilWrite[];
  readonly unknown: readonly UnknownWrite[];
}

const memo = new WeakMap<FuncIR, NilMaps>();
const none: NilMaps = { nil: [], unknown: [] };

export function nilMaps(func: FuncIR): NilMaps {
  let known = memo.get(func);
  if (!known) memo.set(func, (known = func.blocks.some(({ instrs }) => instrs.some(isWrite)) ? find(func) : none));
  return known;
}

/** Writes that a nil map does not stand: `delete` and `clear` do nothing to it. */
function isWrite(instr: Instr): boolean {
  if (instr.op === 'write') return instr.how === 'assign';
  return instr.op === 'call' && instr.mode !== 'defer' && fills(instr);
}

/** Functions of libraries that put entries into their first argument. */
function fills({ callee }: Call): boolean {
  if (callee.kind !== 'static' || !callee.model?.writes?.includes(0)) return false;
  return /^(Copy|Insert|Set|Add)$/.test(callee.func.name);
}

/** A path from a root: a variable, a new object, or what one that is not the function's own holds. */
type Path = string;

/** What a place holds; absent where nothing is known. An address is `&` and the path of what it points to. */
type Value = 'nil' | 'not nil' | 'unknown' | `&${Path}`;

/** The content of places whose containers do not say it. `zero`: a whole that holds zero values. */
type State = Map<Path, Value | 'zero' | 'lost'>;

/** Longer paths are not followed. */
const maxSteps = 8;
const maxRounds = 12;

function find(func: FuncIR): NilMaps {
  const analysis = new Analysis(func);
  const order = reversePostorder(func);
  const entries: (State | undefined)[] = [new Map()];
  let changed = true;
  for (let round = 0; changed; round++) {
    if (round === maxRounds) return none;
    changed = false;
    for (const block of order) {
      const entry = entries[block];
      if (!entry) continue;
      analysis.execute(block, new Map(entry), (succ, state) => {
        const known = entries[succ];
        if (!known) entries[succ] = new Map(state);
        if (!known || meet(known, state)) changed = true;
      });
    }
  }
  analysis.recording = true;
  for (const block of order) if (entries[block]) analysis.execute(block, new Map(entries[block]), () => undefined);
  return { nil: analysis.nil, unknown: analysis.unknown };
}

/** Keeps what is so on both paths; says whether less is left. */
function meet(mine: State, theirs: State): boolean {
  let changed = false;
  for (const path of new Set([...mine.keys(), ...theirs.keys()])) {
    const before = lookup(mine, path);
    const after = lookup(theirs, path);
    if (mine.get(path) === theirs.get(path) || before === 'lost') continue;
    const left = after === 'lost' ? 'lost' : isSame(before, after) ? before : 'unknown';
    if (left === 'unknown' && !mine.has(path) && before === 'unknown') continue;
    if (left === mine.get(path)) continue;
    if (left === before && !mine.has(path)) continue;
    mine.set(path, left);
    changed = true;
  }
  return changed;
}

/** The zero value of a map or pointer is nil. */
function isSame(a: string, b: string): boolean {
  return (a === 'zero' ? 'nil' : a) === (b === 'zero' ? 'nil' : b);
}

function isReference(value: string): value is `&${Path}` {
  return value.startsWith('&');
}

/** What a path holds: what was said of it, or of the nearest whole around it. */
function lookup(state: State, path: Path): Value | 'zero' | 'lost' {
  const own = state.get(path);
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('.'))) {
    const found = state.get(at);
    if (found === 'lost') return 'lost';
    if (found !== undefined && own === undefined) return found === 'zero' ? 'zero' : 'unknown';
    if (!at.includes('.')) return own ?? 'unknown';
  }
}

class Analysis {
  readonly nil: NilWrite[] = [];
  readonly unknown: UnknownWrite[] = [];
  recording = false;
  private state: State = new Map();
  private readonly values: Value[];
  private readonly definitions: (Instr | undefined)[];
  private readonly declared = new Set<Var>();
  private readonly numbers = new Map<Var, number>();
  private readonly variables: Var[] = [];
  private readonly changedElsewhere: ReadonlySet<Var>;

  constructor(private readonly func: FuncIR) {
    this.values = new Array<Value>(func.temps).fill('unknown');
    this.definitions = new Array<Instr | undefined>(func.temps);
    this.changedElsewhere = new Set(func.literals.flatMap((literal) => [...changedIn(literal)]));
    for (const { instrs } of func.blocks) {
      for (const instr of instrs) {
        if ('dst' in instr && instr.dst) this.definitions[instr.dst] = instr;
        if (instr.op === 'declare') this.declared.add(instr.variable);
      }
    }
  }

  execute(index: number, state: State, flow: (succ: number, state: State) => void): void {
    const { instrs, succs, branch } = this.func.blocks[index]!;
    this.state = state;
    for (const instr of instrs) this.step(instr);
    const test = branch && 'map' in branch ? branch : undefined;
    const place = test && this.placeOf(test.map);
    const before = place === undefined ? 'unknown' : this.load(place);
    succs.forEach((succ, i) => {
      if (!test) {
        flow(succ, state);
        return;
      }
      const isNil = (i === 0) === test.isNil;
      // The other branch is taken on no path.
      if (before === (isNil ? 'not nil' : 'nil')) return;
      const after = new Map(state);
      if (place !== undefined && !this.isLost(place)) after.set(place, isNil ? 'nil' : 'not nil');
      flow(succ, after);
    });
  }

  private step(instr: Instr): void {
    const { values } = this;
    switch (instr.op) {
      case 'variable':
        values[instr.dst] = `&${this.root(instr.variable)}`;
        return;
      case 'field':
        values[instr.dst] = below(values[instr.base]!, instr.name);
        return;
      case 'elem':
        values[instr.dst] = values[instr.base] === 'nil' ? '&nothing' : below(values[instr.base]!, elements);
        return;
      case 'load':
        values[instr.dst] = this.loaded(instr.place, shapeOf(instr.type).kind === 'pointer');
        return;
      case 'declare':
        this.forget(this.root(instr.variable));
        this.state.set(this.root(instr.variable), this.changedElsewhere.has(instr.variable) ? 'lost' : 'zero');
        return;
      case 'alloc': {
        const path = `new ${instr.node}`;
        // What the site made before is another object, and is not followed any more.
        for (const [at, held] of this.state) if (held.startsWith(`&${path}`)) this.state.set(at, 'unknown');
        this.forget(path);
        this.state.set(path, 'zero');
        values[instr.dst] = `&${path}`;
        return;
      }
      case 'store':
        this.store(values[instr.place]!, instr.value ? values[instr.value]! : instr.nil ? 'nil' : 'unknown');
        return;
      case 'copy':
        this.copy(values[instr.place]!, instr.value ? values[instr.value]! : 'unknown');
        return;
      case 'box':
        this.escape(values[instr.from]!);
        values[instr.dst] = 'unknown';
        return;
      case 'join': {
        const [first = 'unknown', ...rest] = instr.from.map((temp) => values[temp]!);
        const isSame = rest.every((value) => value === first);
        if (!isSame) for (const value of [first, ...rest]) this.escape(value);
        values[instr.dst] = isSame ? first : 'unknown';
        return;
      }
      case 'function':
        this.escape(values[instr.recv] ?? 'unknown');
        values[instr.dst] = 'unknown';
        return;
      case 'closure':
        for (const variable of instr.func.captured) this.escapeContent(this.root(variable));
        values[instr.dst] = 'unknown';
        return;
      case 'send':
        this.escape(values[instr.value] ?? 'unknown');
        return;
      case 'receive':
        if (instr.dst) values[instr.dst] = 'unknown';
        return;
      case 'use':
        this.escape(values[instr.value] ?? 'unknown');
        return;
      case 'write':
        if (isWrite(instr)) this.written(instr.map, instr.node);
        return;
      case 'call':
        this.call(instr);
        return;
      case 'touch':
      case 'read':
      case 'drained':
      case 'close':
      case 'await':
      case 'await-call':
      case 'return':
        return;
    }
  }

  private written(map: Temp, node: number): void {
    if (!this.recording) return;
    const definition = this.definitions[map];
    const expr = definition?.op === 'load' ? definition.node : 0;
    if (this.values[map] === 'nil') {
      const path = this.placeOf(map) ?? '';
      const [root = ''] = path.split('.');
      const object = root.startsWith('new ') ? Number(root.slice(4)) : 0;
      const variable = this.variables[Number(/^v(\d+)$/.exec(root)?.[1] ?? -1)];
      this.nil.push({ node, map: expr, variable, object, inNil: root === 'nothing' });
    } else if (this.values[map] === 'unknown' && expr) this.unknown.push({ node, map: expr });
  }

  private call(call: Call): void {
    const { values } = this;
    if (isWrite(call)) this.written(call.args[0]!, call.node);
    for (const dst of call.dsts) if (dst) values[dst] = 'unknown';
    if (call.callee.kind === 'static' && readsArguments(call.callee)) return;
    const keepsToItself = call.callee.kind === 'static' && isHarmless(call);
    if (keepsToItself) return;
    call.args.forEach((temp, i) => {
      const value = values[temp] ?? 'unknown';
      if (isCopied(call, i)) this.escapeContent(pointee(value));
      else this.escape(value);
    });
    // What is not the function's own may be changed by anybody.
    for (const path of [...this.state.keys()]) if (!isOwn(path)) this.state.delete(path);
  }

  /** Where a temporary was loaded from. */
  private placeOf(temp: Temp): Path | undefined {
    const definition = this.definitions[temp];
    return definition?.op === 'load' ? pointee(this.values[definition.place]!) : undefined;
  }

  private loaded(place: Temp, isPointer: boolean): Value {
    const path = pointee(this.values[place]!);
    if (path === undefined) return 'unknown';
    const value = this.load(path);
    // What a parameter or another's variable points to has a name of its own.
    if (value === 'unknown' && isPointer && !this.isLost(path) && isNamed(path) && !this.state.has(path))
      return `&${path}*`;
    return value;
  }

  private load(path: Path): Value {
    if (path.startsWith('nothing')) return 'nil';
    const found = lookup(this.state, path);
    return found === 'zero' ? 'nil' : found === 'lost' ? 'unknown' : found;
  }

  private isLost(path: Path): boolean {
    return lookup(this.state, path) === 'lost';
  }

  private store(place: Value, value: Value): void {
    const path = pointee(place);
    if (path === undefined || this.isLost(path) || !isOwn(path)) {
      this.escape(value);
      this.forgetNamesakes(path);
      if (path !== undefined && !this.isLost(path) && isSingle(path)) this.state.set(path, value);
      return;
    }
    if (path.startsWith('nothing')) return;
    if (isSingle(path)) this.set(path, value);
    else if (this.load(path) !== value) {
      this.escape(value);
      this.set(path, 'unknown');
    }
  }

  private set(path: Path, value: Value): void {
    this.forget(path);
    this.state.set(path, value);
  }

  private copy(place: Value, from: Value): void {
    const to = pointee(place);
    const source = pointee(from);
    if (to === undefined || this.isLost(to) || !isOwn(to) || !isSingle(to)) {
      this.escapeContent(source);
      this.forgetNamesakes(undefined);
      if (to !== undefined && isOwn(to) && !this.isLost(to)) this.set(to, 'unknown');
      return;
    }
    if (source === undefined || source === to) {
      if (source === undefined) this.set(to, 'unknown');
      return;
    }
    const whole = lookup(this.state, source);
    const parts = [...this.state].filter(([path]) => path.startsWith(`${source}.`));
    this.forget(to);
    this.state.set(to, whole === 'zero' ? 'zero' : 'unknown');
    for (const [path, value] of parts) this.state.set(to + path.slice(source.length), value);
  }

  /** Another name may stand for a place that is not the function's own: what was known of its like is not any more. */
  private forgetNamesakes(path: Path | undefined): void {
    const step = path?.slice(path.lastIndexOf('.') + 1);
    for (const known of [...this.state.keys()])
      if (!isOwn(known) && (step === undefined || known.endsWith(step))) this.state.delete(known);
  }

  /** The object that the value points to gets known to others, with all that it leads to. */
  private escape(value: Value): void {
    const path = pointee(value);
    if (path === undefined || !isOwn(path) || path.startsWith('nothing') || this.isLost(path)) return;
    // Objects may lead back to each other: this one is known to be lost before what it leads to is looked at.
    const held = this.heldIn(path);
    this.forget(path);
    this.state.set(path, 'lost');
    for (const each of held) this.escape(each);
  }

  /** So do the objects that it leads to, though it is itself a copy. */
  private escapeContent(path: Path | undefined): void {
    if (path !== undefined) for (const held of this.heldIn(path)) this.escape(held);
  }

  /** The objects that a place and what stands inside it refer to. */
  private heldIn(path: Path): readonly Value[] {
    const held: Value[] = [];
    for (const [at, value] of this.state)
      if ((at === path || at.startsWith(`${path}.`)) && isReference(value)) held.push(value);
    return held;
  }

  /** Everything that was known of a place and what stands inside it. */
  private forget(path: Path): void {
    for (const at of [...this.state.keys()]) if (at === path || at.startsWith(`${path}.`)) this.state.delete(at);
  }

  private root(variable: Var): Path {
    const number = this.numberOf(variable);
    return `${this.declared.has(variable) ? 'v' : 'o'}${number}`;
  }

  private numberOf(variable: Var): number {
    let number = this.numbers.get(variable);
    if (number === undefined) {
      this.numbers.set(variable, (number = this.variables.length));
      this.variables.push(variable);
    }
    return number;
  }
}

/** Whether the callee gets a copy of the argument; methods with a pointer receiver get the address of the operand. */
function isCopied({ callee, argTypes }: Call, index: number): boolean {
  const recv = callee.kind === 'static' && index === 0 ? callee.func.type.recv : undefined;
  return isAggregate(recv?.type ?? argTypes[index]!);
}

/** Calls that change nothing of what they are given, and keep none of it. */
function isHarmless({ callee }: Call): boolean {
  const model = callee.kind === 'static' ? callee.model : undefined;
  if (!model) return false;
  const isLock = model.lock !== undefined || model.unlock !== undefined;
  return isLock || (model.reads !== undefined && model.writes === undefined);
}

function pointee(value: Value): Path | undefined {
  return value.startsWith('&') ? value.slice(1) : undefined;
}

function below(value: Value, step: string): Value {
  const path = pointee(value);
  if (path === undefined || path.split('.').length > maxSteps) return 'unknown';
  return `&${path}.${step}`;
}

/** Whether it stands in a variable or an object that the function made. */
function isOwn(path: Path): boolean {
  return /^(v\d|new |nothing)/.test(path) && !path.includes('*.');
}

/** Whether the path says which place is meant. */
function isSingle(path: Path): boolean {
  return !path.includes(elements);
}

function isNamed(path: Path): boolean {
  return isSingle(path) && !isOwn(path);
}

const changed = new WeakMap<FuncIR, ReadonlySet<Var>>();

/** Variables of functions around that a function literal, or one inside it, changes or takes the address of. */
function changedIn(func: FuncIR): ReadonlySet<Var> {
  const known = changed.get(func);
  if (known) return known;
  const found = new Set(func.literals.flatMap((literal) => [...changedIn(literal)]));
  changed.set(func, found);
  const roots = new Map<Temp, Var>();
  const note = (...temps: readonly Temp[]): void => {
    for (const temp of temps) {
      const variable = roots.get(temp);
      if (variable) found.add(variable);
    }
  };
  for (const { instrs } of func.blocks) {
    for (const instr of instrs) {
      switch (instr.op) {
        case 'variable':
          roots.set(instr.dst, instr.variable);
          break;
        case 'field':
        case 'elem': {
          const variable = roots.get(instr.base);
          if (variable) roots.set(instr.dst, variable);
          break;
        }
        case 'store':
        case 'copy':
          note(instr.place, instr.op === 'store' ? instr.value : 0);
          break;
        case 'call':
          note(...instr.args.filter((_, i) => !isCopied(instr, i)));
          break;
        case 'function':
          note(instr.recv);
          break;
        case 'send':
        case 'use':
          note(instr.value);
          break;
        case 'join':
          note(...instr.from);
          break;
        case 'return':
          note(...instr.values);
          break;
        default:
      }
    }
  }
  return found;
}
