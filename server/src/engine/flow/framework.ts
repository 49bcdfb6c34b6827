/** Methods that frameworks call concurrently, whatever type they are declared on. */
import type { Func } from '../types/types.js';
import { underlying } from '../types/index.js';

/** `Name(parameter types)` of a method, with types by their import path: what an interface asks for. */
export function methodShape(func: Func): string {
  if (!func.type.recv) return '';
  const params = func.type.params.map(({ type }) => {
    const named = type.kind === 'pointer' ? type.elem : type;
    const star = type.kind === 'pointer' ? '*' : '';
    return named.kind === 'named' ? `${star}${named.obj.pkg}.${named.obj.name}` : underlying(type).kind;
  });
  return `${func.name}(${params.join(',')})`;
}

/** http.Handler; prometheus.Collector. */
export const concurrentMethods =
  /^(ServeHTTP\(net\/http\.ResponseWriter,\*net\/http\.Request\)|Collect\(chan\)|ServeDNS\(.*\))$/;
