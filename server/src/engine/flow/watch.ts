/**
 * Follows the copies under watch through the instructions: starts the watch at a copy, notes writes through one name
 * while both names hold the map, and reads through the other afterwards.
 */
import type { Node } from '../syntax/ast.js';
import type { Handover, Loan, Passed } from './boundary.js';
import {
  entryLeaves,
  isMadeByCall,
  leafLoc,
  mapLeaves,
  type CopyFact,
  type Pair,
  type ReturnedCopy,
} from './copies.js';
import { isUsedAfterwards } from './captured.js';
import type { Assign, Call, CopyForm, FuncIR } from './ir.js';
import { forEach } from './int-map.js';
import { elements, sameRefs, type Loc, type ObjectId, type Refs } from './locations.js';
import type { Memory } from './memory.js';
import { Phase, type State } from './state.js';
import type { Access, Site } from './summary.js';
import { shapeOf } from './tracked.js';

/** An instruction that copies. */
type Copying = Pick<Assign, 'form' | 'node' | 'source' | 'target' | 'type'>;

/** Of one map, by one name; one is shown. */
const maxReads = 8;

export class Watch {
  readonly facts: CopyFact[] = [];
  /** Off until contents no longer change: that two names hold one map must be so, and early rounds know too little. */
  enabled = true;
  /** Something would have been put under watch while it was off. */
  wanted = false;
  /** Evidence is collected only when the states no longer change. */
  recording = false;
  private readonly byKey = new Map<unknown, CopyFact>();
  /** By variable: the elements of the map that the value it was assigned last is one of. */
  private readonly elementOf = new Map<Loc, Loc>();
  private readonly pairs: { readonly pair: Pair; readonly fact: CopyFact }[] = [];
  private readonly byPlaces = new Map<string, Pair>();
  /** By object: the numbers of the pairs of which it holds the copy or the source. */
  private readonly byObject = new Map<ObjectId, number[]>();
  /** By root of a copy, or of its source. */
  private readonly byRoot = new Map<Loc, Set<CopyFact>>();
  /** The first write seen for a pair, through the copy and through the source. */
  private readonly writes: { readonly copy?: Access; readonly source?: Access }[] = [];

  constructor(
    private readonly memory: Memory,
    private readonly func: FuncIR,
  ) {}

  /** A value got a second name: `from` is where it stands, `to` where the copy is put. */
  start(state: State, assign: Copying, to: Refs, from: Refs): void {
    if (this.isOff()) return;
    if (to.length !== 1 || from.length !== 1 || to[0] === from[0]) return;
    const fact = this.fact(assign, assign.form, assign.node, assign.source, assign.target, assign.type);
    // What is put into a field, or into somebody else's memory, has a new owner; elements are often filled later.
    const { locations } = this.memory;
    const isElement = locations.field(to[0]!) === elements && assign.form !== 'send';
    if (!isElement && (locations.parent(to[0]!) !== 0 || !this.memory.isOwn(to[0]!))) fact.independent = true;
    // A copy of what an interface holds is one of what was put there.
    this.moved(state, from, to, 'box');
    this.watch(state, fact, to[0]!, from[0]!);
  }

  /**
   * A value is assigned, after what it is has been stored: where an element of one map becomes one of another map, both
   * share from here on what it holds.
   */
  assigned(state: State, assign: Copying, to: Refs, from: Refs): void {
    if (to.length !== 1) return;
    const target = to[0]!;
    const source = from.length === 1 ? this.elementBehind(from[0]!) : 0;
    const { locations } = this.memory;
    if (locations.parent(target) === 0) {
      if (source) this.elementOf.set(target, source);
      else this.elementOf.delete(target);
    } else if (source && source !== target && this.isElement(target)) {
      const { node, source: value, target: operand, type } = assign;
      this.startEntries(state, assign, { node, source: value, target: operand, type }, target, source);
    }
  }

  /** The elements of one map become elements of another. */
  startEntries(
    state: State,
    key: object | number,
    at: Pick<CopyFact, 'node' | 'source' | 'target' | 'type' | 'call' | 'origin'>,
    copy: Loc,
    source: Loc,
  ): void {
    const leaves = this.isElement(copy) ? entryLeaves(at.type) : mapLeaves(at.type);
    if (leaves.length === 0 || this.isOff() || copy === 0 || source === 0 || copy === source) return;
    const { node, source: value, target, type, ...more } = at;
    const fact = this.fact(
      `entries ${typeof key === 'number' ? key : this.keyNumber(key)}`,
      'entries',
      node,
      value,
      target,
      type,
      more,
    );
    this.watch(state, fact, copy, source, leaves);
  }

  private elementBehind(loc: Loc): Loc {
    if (this.isElement(loc)) return loc;
    return this.elementOf.get(loc) ?? 0;
  }

  private isElement(loc: Loc): boolean {
    const { locations } = this.memory;
    const container = locations.parent(loc);
    return container !== 0 && locations.field(loc) === elements && shapeOf(locations.type(container)).kind === 'map';
  }

  /** An aggregate is returned from where somebody keeps it. */
  startResult(state: State, at: Pick<CopyFact, 'node' | 'type'>, to: Loc, from: Refs): void {
    if (this.isOff() || from.length !== 1 || this.memory.isOwn(from[0]!)) return;
    const fact = this.fact(`return ${at.node}`, 'return', at.node, at.node, 0, at.type);
    this.watch(state, fact, to, from[0]!);
  }

  /** A copy that a callee made and returned. */
  startReturned(state: State, call: Call, site: Site, origin: ReturnedCopy, to: Refs, from: Refs): void {
    if (this.isOff() || to.length !== 1 || from.length !== 1) return;
    if (origin.fact.form === 'entries') {
      this.startReturnedEntries(state, call, site, origin, to[0]!, from[0]!);
      return;
    }
    const { form, source, target, type } = origin.fact;
    const node = isMadeByCall({ origin, form }) ? call.node : origin.fact.node;
    const key = `${this.keyNumber(call)} ${origin.fact.node}`;
    const fact = this.fact(key, form, node, source, target, type, { origin });
    // What is returned from where it is kept is looked at; a copy that was made to be returned is one in its own right.
    fact.independent ||= form !== 'return';
    this.watch(state, fact, to[0]!, from[0]!);
  }

  /** A generic function copies what only its callers know: there the call is what copies. */
  private startReturnedEntries(
    state: State,
    call: Call,
    site: Site,
    origin: ReturnedCopy,
    copy: Loc,
    source: Loc,
  ): void {
    const { node, source: value, target, type } = origin.fact;
    const key = this.keyNumber(call) * 1_000_000 + origin.fact.number;
    if (type.kind !== 'typeparam') {
      this.startEntries(state, key, { node, source: value, target, type, origin }, copy, source);
      return;
    }
    const result = call.resultTypes[0] && shapeOf(call.resultTypes[0]);
    if (result?.kind !== 'map') return;
    const at = { node: call.node, source: 0, target: 0, type: result.elem, call: site };
    this.startEntries(state, key, at, copy, source);
  }

  /**
   * A call keeps the map that stands at `from`: its callee has it at `to`. Of several that are made to keep one map, each
   * is watched beside those before it.
   */
  startHandover(
    state: State,
    handover: Handover,
    at: { readonly call: Site; readonly source: number; readonly type: CopyFact['type'] },
    to: Refs,
    from: Refs,
    filled: boolean,
  ): void {
    if (to.length !== 1 || from.length !== 1 || to[0] === from[0]) return;
    this.noteKept(from[0]!, to[0]!, at.call);
    if (this.isOff()) return;
    const key = `handover ${at.call.node} ${handover.param} ${handover.cell.key}`;
    const { node } = at.call;
    const earlier = this.handoversOf(state, from[0]!);
    const fact = this.fact(key, 'argument', node, at.source, 0, at.type, { call: at.call, handover });
    fact.filled ||= filled;
    fact.repeated ||= earlier.includes(fact);
    this.watch(state, fact, to[0]!, from[0]!);
    for (const beside of earlier) {
      if (beside.copyRoot === to[0] || beside === fact) continue;
      const more = { call: at.call, handover, beside };
      const second = this.fact(`${key} beside ${beside.number}`, 'argument', node, at.source, 0, at.type, more);
      second.filled ||= filled;
      this.watch(state, second, to[0]!, beside.copyRoot);
    }
  }

  /** A call writes the map that stands at `from`. */
  startPassed(
    state: State,
    passed: Passed,
    { call, source, type }: { readonly call: Site; readonly source: number; readonly type: CopyFact['type'] },
    from: Loc,
  ): void {
    if (this.isOff()) return;
    const key = `passed ${call.node} ${passed.param}`;
    const fact = this.fact(key, 'argument', call.node, source, 0, type, { call, passed });
    this.watch(state, fact, 0, from);
    for (const pair of fact.pairs) this.wrote(state, pair, 'copy', passed.write);
  }

  /** Calls that keep the map which stands at a place, and still have it. */
  private handoversOf(state: State, place: Loc): readonly CopyFact[] {
    return [...(this.byRoot.get(place) ?? [])].filter(
      ({ handover, beside, sourceRoot, pairs }) =>
        handover && !beside && sourceRoot === place && pairs.some(({ number }) => state.phase(number) & Phase.Copied),
    );
  }

  /** A lent map gets a name. */
  startLoan(state: State, loan: Loan, assign: Copying, to: Refs): void {
    const { place: from } = loan;
    if (this.isOff() || to.length !== 1 || from.length !== 1 || to[0] === from[0]) return;
    const { form, node, target, type } = assign;
    const fact = this.fact(assign, form, node, loan.call.node, target, type, { loan });
    if (!this.isLocal(to[0]!)) fact.keptAt ??= loan.call;
    this.watch(state, fact, to[0]!, from[0]!);
  }

  /** A map under a borrower's name is put where it stays, or back where it came from. */
  noteKept(from: Loc, to: Loc, site: Site): void {
    for (const fact of this.copiesAt(from)) {
      if (!fact.loan) continue;
      if (this.isOrigin(to, fact.sourceRoot)) fact.storedBack = true;
      else if (!this.isLocal(to)) fact.keptAt ??= site;
    }
  }

  /** A borrowed map is passed to an unknown function together with its owner: that puts it back. */
  noteReturnedTo(from: Loc, owners: Refs): void {
    for (const fact of this.copiesAt(from)) {
      const [place] = fact.loan?.place ?? [];
      if (place !== undefined && owners.some((owner) => this.memory.locations.isWithin(place, owner)))
        fact.storedBack = true;
    }
  }

  private isLocal(place: Loc): boolean {
    return this.memory.locations.parent(place) === 0 && this.memory.isOwn(place);
  }

  private isOff(): boolean {
    this.wanted ||= !this.enabled;
    return !this.enabled;
  }

  private readonly keyNumbers = new Map<object, number>();

  private keyNumber(key: object): number {
    let number = this.keyNumbers.get(key);
    if (number === undefined) this.keyNumbers.set(key, (number = this.keyNumbers.size));
    return number;
  }

  /** A value just made is put where it will stay: the copies in it, or those of one form, are there now. */
  moved(state: State, from: Refs, to: Refs, form?: CopyForm): void {
    if (to.length !== 1 || from.length !== 1 || state.phases === undefined) return;
    const { locations } = this.memory;
    for (const { pair, fact } of this.active(state, from, Phase.Copied)) {
      if (!pair.copy || !locations.isWithin(pair.copy, from[0]!) || (form && fact.form !== form)) continue;
      const copy = locations.below(pair.copy, from[0]!, to[0]!);
      if (!copy) continue;
      const twin = this.pair(fact, copy, pair.source, pair.path);
      if (!fact.pairs.includes(twin)) fact.pairs = [...fact.pairs, twin];
      this.remember(fact, to[0]!);
      state.setPhase(twin.number, Phase.Copied);
    }
  }

  /** A by-value argument: the callee's parameter is the copy. */
  startArgument(
    state: State,
    key: object,
    form: CopyForm,
    site: { readonly node: number; readonly source: number; readonly type: CopyFact['type']; readonly call: Site },
    from: Loc,
    written: ReadonlyMap<string, Access>,
    independent: boolean,
  ): void {
    if (this.isOff()) return;
    const fact = this.fact(key, form, site.node, site.source, 0, site.type, { call: site.call });
    fact.independent ||= independent;
    this.watch(state, fact, 0, from);
    for (const pair of fact.pairs) {
      const access = written.get(pair.path.join('.'));
      if (access) this.wrote(state, pair, 'copy', access);
    }
  }

  /** A map was written; `held` are the names it was reached by, and what each of them holds. */
  write(state: State, access: Access, names: readonly Refs[]): void {
    if (state.phases === undefined) return;
    const direct = names.flat();
    const through = [...direct, ...this.elementsBehind(direct)];
    for (const { pair, fact } of this.active(state, through, Phase.Copied)) {
      const { copy, source } = pair;
      if (copy === 0) continue;
      const shared = this.memory.content(state, copy);
      if (shared.length === 0) continue;
      // A name that may stand for several maps was chosen, not copied; so was what a callee may have made anew.
      if (access.calls.length > 0 && !access.maps.every((map) => shared.includes(map))) continue;
      if (!isShared(fact, shared, this.memory.content(state, source))) continue;
      const held = fact.form === 'entries' ? through : direct;
      if (held.includes(copy)) {
        // Whoever clears the map has no use for what was written before.
        if (access.how === 'clear') state.setPhase(pair.number, state.phase(pair.number) & ~Phase.WrittenViaSource);
        this.wrote(state, pair, 'copy', access);
        if (this.recording) fact.written ??= access;
      } else if (held.includes(source)) {
        if (access.how === 'clear') state.setPhase(pair.number, state.phase(pair.number) & ~Phase.WrittenViaCopy);
        this.wrote(state, pair, 'source', access);
      }
    }
  }

  /** The elements of maps that variables are copies of, for names that start with such a variable. */
  private elementsBehind(names: Refs): Refs {
    if (this.elementOf.size === 0) return names;
    const { locations } = this.memory;
    return names.flatMap((name) => {
      const { root } = locations.object(name);
      const element = this.elementOf.get(root);
      return element ? [locations.below(name, root, element)] : [];
    });
  }

  /** The values standing at these places, or inside them, are used. */
  read(state: State, places: Refs, site: Site): void {
    if (state.phases === undefined) return;
    for (const { pair, fact } of this.active(state, places, Phase.WrittenViaCopy | Phase.WrittenViaSource)) {
      const phase = state.phase(pair.number);
      if (phase & Phase.WrittenViaCopy && this.touches(places, pair.source)) this.saw(fact, pair, 'copy', site);
      if (phase & Phase.WrittenViaSource && this.touches(places, pair.copy)) this.saw(fact, pair, 'source', site);
      if (this.recording && fact.handover && phase & Phase.WrittenViaSource && this.touches(places, pair.source))
        fact.usedAgain ??= { write: this.writes[pair.number]!.source!, at: site };
    }
  }

  /** A place gets a new value: what it shared before is no longer reached through it. */
  overwrite(state: State, place: Loc): void {
    if (state.phases === undefined) return;
    const { locations } = this.memory;
    for (const number of this.byObject.get(locations.objectId(place)) ?? []) {
      const phase = state.phase(number);
      if (phase === 0) continue;
      const { pair } = this.pairs[number]!;
      let left = phase;
      if (pair.copy && locations.isWithin(pair.copy, place)) left &= ~(Phase.Copied | Phase.WrittenViaSource);
      if (locations.isWithin(pair.source, place)) left &= ~(Phase.Copied | Phase.WrittenViaCopy);
      if (left !== phase) state.setPhase(number, left);
    }
  }

  /** A location comes to mean a new object: nobody asks it for what was copied from the one before. */
  renewed(state: State, root: Loc): void {
    if (state.phases === undefined) return;
    const { locations } = this.memory;
    for (const number of this.byObject.get(locations.objectId(root)) ?? []) {
      const { pair, fact } = this.pairs[number]!;
      if (fact.beside || !locations.isWithin(pair.source, root)) continue;
      const phase = state.phase(number);
      const left = phase & ~(Phase.Copied | Phase.WrittenViaCopy);
      if (left !== phase) state.setPhase(number, left);
    }
  }

  /** A part of an aggregate is assigned: where it is a copy, the copy is one in its own right. */
  changed(state: State, place: Loc): void {
    const { locations } = this.memory;
    for (let at = locations.parent(place); at; at = locations.parent(at)) this.changedInside(state, at);
  }

  /** The same of the aggregate that the part is of. */
  changedInside(state: State, at: Loc): void {
    for (const fact of this.byRoot.get(at) ?? []) {
      // The source goes its own way while the copy keeps what was. An argument's copy is gone when the call is over.
      const isDifferent =
        fact.copyRoot === at || (fact.copyRoot !== 0 && fact.pairs.some(({ number }) => state.phase(number) !== 0));
      // The variable of a loop may serve as scratch space, until it is used as a whole.
      if (fact.form === 'range' && fact.copyRoot === at) fact.isScratch ??= true;
      else fact.independent ||= isDifferent;
    }
  }

  /** The values at these places are passed as a whole. */
  passed(places: Refs): void {
    for (const place of places)
      for (const fact of this.copiesAt(place)) if (fact.form === 'range') fact.independent ||= fact.isScratch === true;
  }

  /** The value at these places leaves: returned, stored elsewhere, sent. */
  handedOn(places: Refs, to: Refs, node: Node, isSame: (source: Node) => boolean): void {
    for (const place of places) {
      for (const fact of this.copiesAt(place)) {
        if (to.some((target) => this.isOrigin(target, fact.sourceRoot)) && isSame(fact.source)) fact.storedBack = true;
        else fact.independent = true;
      }
      // What was put there is changed, and put there once more: the copy ends up as the source does.
      for (const fact of this.byRoot.get(place) ?? [])
        if (fact.sourceRoot === place && to.includes(fact.copyRoot) && fact.node !== node && isSame(fact.target))
          fact.storedBack = true;
    }
  }

  /** The copies that stand at a place. */
  copiesAt(place: Loc): readonly CopyFact[] {
    const facts = this.byRoot.get(place);
    return facts ? [...facts].filter(({ copyRoot }) => copyRoot === place) : [];
  }

  /** At the end of a path: names that outlive the function are read by somebody. */
  finish(state: State): void {
    forEach(state.phases, (phase, number) => {
      const { pair, fact } = this.pairs[number]!;
      const { memory } = this;
      const isReplaced = fact.form === 'entries' && memory.isTaken(state, memory.locations.object(pair.source).root);
      if (isReplaced) return;
      if (this.recording && fact.form === 'entries') fact.stillShared ||= this.share(state, pair.copy, pair.source);
      else if (this.recording && phase & Phase.Copied) (fact.sharedAtEnd ??= new Set()).add(pair.path.join('.'));
      if (phase & Phase.WrittenViaCopy && !memory.isOwn(pair.source) && !this.isPassedOn(fact))
        this.saw(fact, pair, 'copy', undefined);
      if (phase & Phase.WrittenViaSource && pair.copy && !memory.isOwn(pair.copy))
        this.saw(fact, pair, 'source', undefined);
    });
  }

  /**
   * A by-value parameter that is passed by value again, and not used after that, is the callee's: a copy of a copy. So is
   * a captured variable that nobody uses any more.
   */
  private isPassedOn({ form, sourceRoot }: CopyFact): boolean {
    if (form !== 'argument' && form !== 'receiver') return false;
    const { variable } = this.memory.locations.object(sourceRoot);
    if (variable === undefined) return false;
    return this.func.params.includes(variable) || (variable.role === 'local' && !isUsedAfterwards(this.func, variable));
  }

  private isOrigin(place: Loc, source: Loc): boolean {
    const { locations } = this.memory;
    return (
      place === source ||
      (locations.parent(place) === locations.parent(source) &&
        locations.parent(place) !== 0 &&
        locations.field(place) === locations.field(source))
    );
  }

  private fact(
    key: unknown,
    form: CopyForm,
    node: number,
    source: number,
    target: number,
    type: CopyFact['type'],
    more: Pick<CopyFact, 'call' | 'origin' | 'handover' | 'beside' | 'loan' | 'passed'> = {},
  ): CopyFact {
    let fact = this.byKey.get(key);
    if (!fact) {
      const number = this.facts.length;
      const shape = {
        number,
        form,
        node,
        source,
        target,
        type,
        copyRoot: 0,
        sourceRoot: 0,
        pairs: [] as Pair[],
        writes: [],
      };
      fact = { ...shape, independent: false, storedBack: false, ...more };
      this.byKey.set(key, fact);
      this.facts.push(fact);
    }
    return fact;
  }

  private watch(state: State, fact: CopyFact, copy: Loc, source: Loc, leaves = mapLeaves(fact.type)): void {
    this.move(fact, copy, source);
    const { locations } = this.memory;
    const pairs: Pair[] = [];
    for (const leaf of leaves) {
      const to = copy && leafLoc(locations, copy, leaf);
      const from = leafLoc(locations, source, leaf);
      if ((copy && !to) || !from || (fact.form === 'entries' && !this.share(state, to, from))) continue;
      const pair = this.pair(fact, to, from, leaf.path);
      pairs.push(pair);
      // A container may hold an earlier copy as well, with what was seen of it.
      const earlier = to && !locations.isSingle(to) ? state.phase(pair.number) : 0;
      state.setPhase(pair.number, earlier | Phase.Copied);
    }
    fact.pairs = pairs;
  }

  /** Whether both places hold the same, as far as is known. */
  private share(state: State, copy: Loc, source: Loc): boolean {
    const held = this.memory.content(state, copy);
    return held.length > 0 && sameRefs(held, this.memory.content(state, source));
  }

  /** Copies of entries under watch of which something is still shared, by the object that they were put into. */
  sharedEntries(state: State): readonly CopyFact[] {
    return this.facts.filter(
      ({ form, pairs }) =>
        form === 'entries' &&
        pairs.some(({ number, copy, source }) => state.phase(number) !== 0 && this.share(state, copy, source)),
    );
  }

  /** Says where a copy and its source stand now. */
  private move(fact: CopyFact, copy: Loc, source: Loc): void {
    for (const before of [fact.copyRoot, fact.sourceRoot]) this.byRoot.get(before)?.delete(fact);
    fact.copyRoot = copy;
    fact.sourceRoot = source;
    for (const root of [copy, source]) this.remember(fact, root);
  }

  private remember(fact: CopyFact, root: Loc): void {
    const facts = this.byRoot.get(root);
    if (facts) facts.add(fact);
    else if (root) this.byRoot.set(root, new Set([fact]));
  }

  private pair(fact: CopyFact, copy: Loc, source: Loc, path: readonly string[]): Pair {
    const key = `${fact.number} ${copy} ${source}`;
    let pair = this.byPlaces.get(key);
    if (!pair) {
      pair = { number: this.pairs.length, copy, source, path };
      this.byPlaces.set(key, pair);
      this.pairs.push({ pair, fact });
      this.writes.push({});
      const { locations } = this.memory;
      for (const object of new Set([copy && locations.objectId(copy), locations.objectId(source)])) {
        const numbers = this.byObject.get(object);
        if (numbers) numbers.push(pair.number);
        else if (object) this.byObject.set(object, [pair.number]);
      }
    }
    return pair;
  }

  /** Pairs in one of the phases that have a name in the object of one of the places. */
  private active(
    state: State,
    places: Refs,
    mask: number,
  ): readonly { readonly pair: Pair; readonly fact: CopyFact }[] {
    const found = new Set<number>();
    for (const place of places) {
      for (const number of this.byObject.get(this.memory.locations.objectId(place)) ?? [])
        if (state.phase(number) & mask) found.add(number);
    }
    return Array.from(found, (number) => this.pairs[number]!);
  }

  private wrote(state: State, pair: Pair, via: 'copy' | 'source', access: Access): void {
    const { number } = pair;
    this.writes[number] = { [via]: access, ...this.writes[number] };
    state.setPhase(number, state.phase(number) | (via === 'copy' ? Phase.WrittenViaCopy : Phase.WrittenViaSource));
  }

  private saw(fact: CopyFact, pair: Pair, via: 'copy' | 'source', read: Site | undefined): void {
    if (!this.recording) return;
    const known = fact.writes.find((write) => write.pair === pair && write.via === via);
    if (!known) {
      fact.writes.push({ pair, via, write: this.writes[pair.number]![via]!, read, reads: read ? [read] : [] });
      return;
    }
    if (!read || known.reads.length >= maxReads || known.reads.some(({ node }) => node === read.node)) return;
    const reads = [...known.reads, read];
    // What was read before it was written is read again in the next iteration: true, but harder to follow.
    const follows = ({ node, decl }: Site): boolean => decl !== known.write.site.decl || node > known.write.site.node;
    fact.writes[fact.writes.indexOf(known)] = { ...known, reads, read: reads.find(follows) ?? reads[0] };
  }

  private touches(places: Refs, name: Loc): boolean {
    const { locations } = this.memory;
    return places.some((place) => locations.isWithin(name, place) || locations.isWithin(place, name));
  }
}

/**
 * Whether two names hold one map. A name that may stand for several maps was chosen, not copied; but who keeps a caller's
 * map may do with another one where there was none.
 */
function isShared({ handover }: CopyFact, copy: Refs, source: Refs): boolean {
  return sameRefs(copy, source) || (handover !== undefined && source.length === 1 && copy.includes(source[0]!));
}
