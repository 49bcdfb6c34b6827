/** A type as text, letter for letter as go/types.TypeString writes it. */
import { emptyInterface } from './universe.js';
import type { Func, Named, Signature, Struct, TypeName, TypeParam, Var, Written, Interface, Union } from './types.js';

/** What stands before the name of an object of a package, without the dot; '' for nothing. */
export type Qualifier = (pkg: string) => string;

/** Names of other packages by import path, those of `own` bare: what the facts print. */
export function relativeTo(own: string): Qualifier {
  return (pkg) => (pkg === own ? '' : pkg);
}

export function typeString(type: Written, qualifier: Qualifier): string {
  return new Writer(qualifier).write(type);
}

class Writer {
  private depth = 0;
  constructor(private readonly qualifier: Qualifier) {}

  write(type: Written): string {
    if (this.depth > 300) return '…';
    this.depth++;
    const text = this.text(type);
    this.depth--;
    return text;
  }

  private text(type: Written): string {
    switch (type.kind) {
      case 'basic':
        return type.name;
      case 'alias':
        return this.name(type.obj) + this.args(type.writtenArgs);
      case 'named':
        return this.named(type);
      case 'pointer':
        return `*${this.write(type.writtenElem)}`;
      case 'slice':
        return `[]${this.write(type.writtenElem)}`;
      case 'array':
        return `[${type.length}]${this.write(type.writtenElem)}`;
      case 'map':
        return `map[${this.write(type.writtenKey)}]${this.write(type.writtenElem)}`;
      case 'chan':
        return this.chan(type.direction, type.writtenElem);
      case 'signature':
        return `func${this.signature(type)}`;
      case 'struct':
        return this.struct(type);
      case 'interface':
        return this.interface(type);
      case 'tuple':
        return `(${type.writtenTypes.map((part) => this.write(part)).join(', ')})`;
      case 'typeparam':
        return type.obj.name;
      case 'union':
        return this.union(type);
      case 'unknown':
        return 'unknown';
    }
  }

  private name(obj: TypeName): string {
    const prefix = obj.pkg === '' ? '' : this.qualifier(obj.pkg);
    return prefix === '' ? obj.name : `${prefix}.${obj.name}`;
  }

  private args(args: readonly Written[]): string {
    return args.length === 0 ? '' : `[${args.map((arg) => this.write(arg)).join(', ')}]`;
  }

  private named(type: Named): string {
    if (type.writtenArgs.length > 0) return this.name(type.obj) + this.args(type.writtenArgs);
    const params = type.opaque ? [] : type.typeParams;
    return this.name(type.obj) + this.typeParams(params);
  }

  private chan(direction: 'both' | 'send' | 'receive', elem: Written): string {
    const text = this.write(elem);
    if (direction === 'send') return `chan<- ${text}`;
    if (direction === 'receive') return `<-chan ${text}`;
    return elem.kind === 'chan' && elem.direction === 'receive' ? `chan (${text})` : `chan ${text}`;
  }

  private typeParams(params: readonly TypeParam[]): string {
    if (params.length === 0) return '';
    let text = '[';
    let previous: Written | undefined;
    params.forEach((param, i) => {
      if (i > 0) {
        if (param.writtenConstraint !== previous) text += ` ${this.write(previous!)}`;
        text += ', ';
      }
      previous = param.writtenConstraint;
      text += param.obj.name;
    });
    return `${text} ${this.write(previous!)}]`;
  }

  private signature(type: Signature): string {
    const head = this.typeParams(type.typeParams) + this.tuple(type.params, type.variadic);
    if (type.results.length === 0) return head;
    const only = type.results[0]!;
    if (type.results.length === 1 && only.name === '') return `${head} ${this.write(only.written)}`;
    return `${head} ${this.tuple(type.results, false)}`;
  }

  private tuple(vars: readonly Var[], variadic: boolean): string {
    const parts = vars.map((variable, i) => {
      let text = this.write(variable.written);
      if (variadic && i === vars.length - 1) {
        text = variable.written.kind === 'slice' ? `...${this.write(variable.written.writtenElem)}` : `${text}...`;
      }
      return variable.name === '' ? text : `${variable.name} ${text}`;
    });
    return `(${parts.join(', ')})`;
  }

  private struct(type: Struct): string {
    const fields = type.fields.map((field, i) => {
      const tag = type.tags[i] ?? '';
      const text = field.embedded ? this.write(field.written) : `${field.name} ${this.write(field.written)}`;
      return tag === '' ? text : `${text} ${quoted(tag)}`;
    });
    return `struct{${fields.join('; ')}}`;
  }

  private interface(type: Interface): string {
    if (type === emptyInterface) return 'any';
    if (type.implicit && type.methods.length === 0 && type.embedded.length === 1) {
      return this.write(type.writtenEmbedded[0]!);
    }
    const methods = type.methods.map((func: Func) => func.name + this.signature(func.type));
    const embedded = type.writtenEmbedded.map((part) => this.write(part));
    return `interface{${[...methods, ...embedded].join('; ')}}`;
  }

  private union(type: Union): string {
    return type.terms.map((term) => (term.tilde ? '~' : '') + this.write(term.written)).join(' | ');
  }
}

/** A string as strconv.Quote writes it, for struct tags: these are mostly ASCII. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')}"`;
}
