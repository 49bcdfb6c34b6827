/**
 * Whether a write to an entry depends on what was found there before, in one function body: because what is written comes
 * of what was found, or because the write happens only if something, or nothing, was found.
 *
 * Works on syntax: data dependence through assignments, control dependence through `if` statements around the write and
 * those before it that leave.
 */
import { Kind, Op, nodesOf, type Ast, type Node } from '../syntax/ast.js';
import { parentsOf, walk } from '../syntax/walk.js';
import { isMap, underlying } from '../types/index.js';
import type { Info, Type, Var } from '../types/types.js';
import type { SyncMapCall } from './sync-maps.js';

export interface Dependence {
  /** `value`: what is written is made of what was found. `miss`, `hit`: on whether there was something. `test`: on what it was. */
  readonly kind: 'value' | 'miss' | 'hit' | 'test' | 'none';
  /** The condition that decides; 0 without. */
  readonly condition: Node;
}

export class CheckThenAct {
  private readonly ast: Ast;
  private readonly parents: Int32Array;
  /** Variables that hold what was found, or are made of it. */
  private readonly found = new Set<Var>();
  private readonly ok: Var | undefined;
  private readonly first: Var | undefined;

  constructor(
    private readonly info: Info,
    /** The body that both stand in. */
    private readonly body: Node,
    private readonly load: SyncMapCall,
    private readonly act: SyncMapCall,
  ) {
    this.ast = info.decl.ast;
    this.parents = parentsOf(this.ast);
    const assign = this.parents[load.node]!;
    const targets = this.ast.kind[assign] === Kind.AssignStmt ? nodesOf(this.ast, this.ast.a[assign]!) : [];
    this.first = this.variable(targets[0]);
    this.ok = this.variable(targets[1]);
    if (this.first) this.found.add(this.first);
    this.follow();
  }

  /** How the write depends on the check; undefined where another goroutine's write in between makes no difference. */
  dependence(): Dependence | undefined {
    const { act } = this;
    if (act.value !== 0 && this.isMadeOfFound(this.fresh(act.value))) {
      if (this.variable(act.value) === this.first) return undefined; // What was found is put back.
      return { kind: 'value', condition: 0 };
    }
    const decided = this.control() ?? { kind: 'none', condition: 0 };
    return this.matters(decided) ? decided : undefined;
  }

  private matters({ kind, condition }: Dependence): boolean {
    const { act } = this;
    // What an object files under itself it takes out when it ends: that happens once, as its callers see to.
    if (act.value === 0 && this.variable(act.key)?.param === 'recv') return false;
    if (act.value === 0) return kind === 'test' || ((kind === 'hit' || kind === 'none') && this.isFoundUsed(condition));
    const value = this.fresh(act.value);
    switch (kind) {
      case 'miss':
        return hasState(this.info, value) || (this.isConstant(value) ? this.actsOnMiss() : !this.isComputed(value));
      case 'test':
        return !this.isComputed(value);
      case 'hit':
      case 'none':
        return this.isFoundUsed(condition);
      case 'value':
        return true;
    }
  }

  /** Assignments make further variables of those that hold what was found. */
  private follow(): void {
    for (let before = -1; before !== this.found.size;) {
      before = this.found.size;
      walk(this.ast, this.body, (node) => {
        if (node < this.load.node && this.ast.end[node]! < this.ast.start[this.load.node]!) return;
        if (this.ast.kind[node] === Kind.FuncLit) return false;
        if (this.ast.kind[node] !== Kind.AssignStmt && this.ast.kind[node] !== Kind.ValueSpec) return;
        const isSpec = this.ast.kind[node] === Kind.ValueSpec;
        const values = nodesOf(this.ast, isSpec ? this.ast.c[node]! : this.ast.b[node]!);
        if (!values.some((value) => this.isMadeOfFound(value))) return;
        for (const target of nodesOf(this.ast, this.ast.a[node]!)) {
          const variable = this.variable(target);
          if (variable && variable !== this.ok) this.found.add(variable);
        }
      });
    }
  }

  private isMadeOfFound(root: Node): boolean {
    return this.mentions(root, (variable) => this.found.has(variable));
  }

  private mentions(root: Node, wanted: (variable: Var) => boolean): boolean {
    let hit = false;
    walk(this.ast, root, (node) => {
      if (hit || this.ast.kind[node] === Kind.FuncLit) return false;
      const variable = this.ast.kind[node] === Kind.Ident ? this.variable(node) : undefined;
      if (variable && wanted(variable)) hit = true;
    });
    return hit;
  }

  /** The expression behind a variable that is set right before it is stored: `v = f(); m.Store(k, v)`. */
  private fresh(value: Node): Node {
    const variable = this.variable(value);
    if (!variable && this.ast.kind[value] !== Kind.SelectorExpr) return value;
    const { list, index } = this.placeInList(this.act.node);
    for (let i = index - 1; i >= 0; i--) {
      const statement = list[i]!;
      if (this.ast.start[statement]! < this.ast.start[this.load.node]!) break;
      const assign = this.assignedIn(statement, variable ?? value);
      if (assign) return assign;
    }
    return value;
  }

  /** What a statement assigns to a variable, or to a field spelled as `target` is. */
  private assignedIn(statement: Node, target: Var | Node): Node {
    const { ast } = this;
    if (ast.kind[statement] !== Kind.AssignStmt) return 0;
    if (ast.op[statement] !== Op.Assign && ast.op[statement] !== Op.Define) return 0;
    const targets = nodesOf(ast, ast.a[statement]!);
    const values = nodesOf(ast, ast.b[statement]!);
    const at = targets.findIndex((each) =>
      typeof target === 'number' ? this.text(each) === this.text(target) : this.variable(each) === target,
    );
    return at < 0 ? 0 : values.length === targets.length ? values[at]! : values[0]!;
  }

  /** The innermost condition on what was found that decides whether the write is reached. */
  private control(): Dependence | undefined {
    const { ast, parents, act, body } = this;
    for (let at = act.node; at !== body && at !== 0; at = parents[at]!) {
      const parent = parents[at]!;
      if (ast.kind[parent] === Kind.IfStmt && at !== ast.a[parent] && at !== ast.b[parent]) {
        const kind = this.test(ast.b[parent]!);
        if (kind && this.isAfterLoad(ast.b[parent]!))
          return { kind: at === ast.c[parent] ? kind : opposite(kind), condition: parent };
      }
      if (ast.kind[parent] !== Kind.BlockStmt && ast.kind[parent] !== Kind.CaseClause) continue;
      const list = this.listOf(parent);
      for (let i = list.indexOf(at) - 1; i >= 0; i--) {
        const statement = list[i]!;
        if (ast.kind[statement] !== Kind.IfStmt || ast.d[statement] !== 0 || !this.leaves(ast.c[statement]!)) continue;
        const kind = this.isAfterLoad(ast.b[statement]!) ? this.test(ast.b[statement]!) : undefined;
        if (kind) return { kind: opposite(kind), condition: statement };
      }
    }
    return undefined;
  }

  private isAfterLoad(node: Node): boolean {
    return this.ast.start[node]! >= this.ast.end[this.load.node]!;
  }

  /** What a condition being true says of what was found; undefined where it says nothing. */
  private test(condition: Node): 'hit' | 'miss' | 'test' | undefined {
    const { ast } = this;
    while (ast.kind[condition] === Kind.ParenExpr) condition = ast.a[condition]!;
    if (ast.kind[condition] === Kind.UnaryExpr && ast.op[condition] === Op.Not) {
      const inner = this.test(ast.a[condition]!);
      return inner && opposite(inner);
    }
    if (this.ok && this.variable(condition) === this.ok) return 'hit';
    if (ast.kind[condition] === Kind.BinaryExpr) {
      const [left, right] = [ast.a[condition]!, ast.b[condition]!];
      const isNil = this.info.modeOf(right) === 'nil' && this.first && this.variable(left) === this.first;
      if (isNil && ast.op[condition] === Op.Eql) return 'miss';
      if (isNil && ast.op[condition] === Op.Neq) return 'hit';
      if (ast.op[condition] === Op.LAnd) {
        const [one, other] = [this.test(left), this.test(right)];
        return one === 'test' || other === 'test' ? 'test' : (one ?? other);
      }
    }
    if (this.isMadeOfFound(condition)) return 'test';
    return this.ok && this.mentions(condition, (variable) => variable === this.ok) ? 'test' : undefined;
  }

  /** Whether a block ends by going elsewhere. */
  private leaves(block: Node): boolean {
    const last = this.listOf(block).at(-1);
    if (last === undefined) return false;
    const { ast } = this;
    if (ast.kind[last] === Kind.ReturnStmt || ast.kind[last] === Kind.BranchStmt) return true;
    const call = ast.kind[last] === Kind.ExprStmt ? ast.a[last]! : 0;
    return ast.kind[call] === Kind.CallExpr && this.info.modeOf(ast.a[call]!) === 'builtin';
  }

  /** Whether what was found is used where the write happens too: then two goroutines may both have it. */
  private isFoundUsed(condition: Node): boolean {
    const { ast, act } = this;
    let used = false;
    walk(ast, this.body, (node) => {
      if (used || ast.kind[node] === Kind.FuncLit) return false;
      if (ast.kind[node] !== Kind.ReturnStmt && ast.kind[node] !== Kind.CallExpr) return;
      if (node === act.node || !this.isAfterLoad(node)) return;
      // In the header, or on the way out without the write.
      if (condition && node > condition && this.isWithin(node, condition) && !this.isWithin(act.node, condition))
        return;
      if (condition && this.isWithin(node, ast.b[condition]!)) return;
      if (ast.kind[node] === Kind.CallExpr && this.info.modeOf(ast.a[node]!) === 'type') return;
      if (this.isMadeOfFound(node)) used = true;
    });
    return used;
  }

  private isWithin(node: Node, outer: Node): boolean {
    return this.ast.start[outer]! <= this.ast.start[node]! && this.ast.end[node]! <= this.ast.end[outer]!;
  }

  /** Whether something else happens because nothing was found: only one goroutine was meant to do it. */
  private actsOnMiss(): boolean {
    const { list, index } = this.placeInList(this.act.node);
    return list.some((statement, i) => {
      if (i === index || !this.isAfterLoad(statement)) return false;
      let acts = this.ast.kind[statement] === Kind.ReturnStmt && this.listOf(this.parents[statement]!).length > 1;
      walk(this.ast, statement, (node) => {
        if (this.ast.kind[node] === Kind.FuncLit) return false;
        if (this.ast.kind[node] === Kind.CallExpr && this.info.modeOf(this.ast.a[node]!) !== 'type') acts = true;
        if (this.ast.kind[node] === Kind.IncDecStmt || this.ast.kind[node] === Kind.SendStmt) acts = true;
      });
      return acts;
    });
  }

  /** What a function makes of the key is the same whoever calls it, as far as one can see: the last one may win. */
  private isComputed(value: Node): boolean {
    const { ast } = this;
    const kind = ast.kind[value];
    if (kind === Kind.CallExpr) return true;
    if (kind === Kind.SelectorExpr) return this.isComputed(ast.a[value]!);
    if (kind === Kind.CompositeLit || kind === Kind.FuncLit) return true;
    if (kind === Kind.UnaryExpr) return this.isComputed(ast.a[value]!);
    const variable = this.variable(value);
    if (!variable || variable.param || variable.role !== 'local') return false;
    let computed = false;
    walk(ast, this.body, (node) => {
      const assigned = this.assignedIn(node, variable);
      if (assigned && !computed) computed = this.variable(assigned) !== variable && this.isComputed(assigned);
    });
    return computed;
  }

  private isConstant(value: Node): boolean {
    const { ast, info } = this;
    if (ast.kind[value] === Kind.BasicLit) return true;
    if (ast.kind[value] === Kind.CompositeLit) {
      const type = underlying(info.typeOf(value));
      return type.kind === 'struct' && type.fields.length === 0;
    }
    const ident = ast.kind[value] === Kind.SelectorExpr ? ast.b[value]! : value;
    return ast.kind[ident] === Kind.Ident && info.objectOf(ident)?.kind === 'const';
  }

  private text(node: Node): string {
    return this.info.decl.text.slice(this.ast.start[node], this.ast.end[node]);
  }

  private variable(node: Node | undefined): Var | undefined {
    if (node === undefined || this.ast.kind[node] !== Kind.Ident) return undefined;
    const object = this.info.objectOf(node);
    return object?.kind === 'var' && object.name !== '_' ? object : undefined;
  }

  private placeInList(node: Node): { readonly list: readonly Node[]; readonly index: number } {
    for (let at = node; at !== 0; at = this.parents[at]!) {
      const list = this.listOf(this.parents[at]!);
      const index = list.indexOf(at);
      if (index >= 0) return { list, index };
    }
    return { list: [], index: -1 };
  }

  private listOf(owner: Node): readonly Node[] {
    const { ast } = this;
    if (ast.kind[owner] === Kind.BlockStmt) return [...nodesOf(ast, ast.a[owner]!)];
    return ast.kind[owner] === Kind.CaseClause || ast.kind[owner] === Kind.CommClause
      ? [...nodesOf(ast, ast.b[owner]!)]
      : [];
  }
}

function opposite(kind: 'hit' | 'miss' | 'test'): 'hit' | 'miss' | 'test' {
  return kind === 'hit' ? 'miss' : kind === 'miss' ? 'hit' : 'test';
}

/** Whether an expression makes something whose identity counts: who holds another one than is stored is on his own. */
function hasState(info: Info, value: Node): boolean {
  const { ast } = info.decl;
  const type = info.typeOf(value);
  if (ast.kind[value] === Kind.CompositeLit) return isMap(type);
  if (ast.kind[value] === Kind.CallExpr && info.modeOf(ast.a[value]!) === 'builtin')
    return type.kind === 'pointer' || isMap(type) || underlying(type).kind === 'chan';
  return type.kind === 'pointer' && isStateful(type.elem, 2);
}

/** Locks, counters, channels and maps change after they are made; so does what a pointer to a number points to. */
function isStateful(type: Type, depth: number): boolean {
  if (type.kind === 'named' && (type.obj.pkg === 'sync' || type.obj.pkg === 'sync/atomic')) return true;
  const under = underlying(type);
  if (under.kind === 'basic' || under.kind === 'chan') return true;
  if (under.kind !== 'struct' || depth === 0) return false;
  return under.fields.some(({ type: field }) => {
    if (field.kind === 'named' && (field.obj.pkg === 'sync' || field.obj.pkg === 'sync/atomic')) return true;
    const kind = underlying(field).kind;
    return kind === 'chan' || (kind === 'struct' && isStateful(field, depth - 1));
  });
}
