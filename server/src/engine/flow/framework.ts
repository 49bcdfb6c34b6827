/** Methods that frameworks call concurrently, whatever type they are declared on, and functions that are made for them. */
import type { Func, Type } from '../types/types.js';
import { underlying } from '../types/index.js';
import type { FuncHead } from './ir.js';

/** `Name(parameter types)` of a method, with types by their import path: what an interface asks for. */
export function methodShape(func: Func): string {
  if (!func.type.recv) return '';
  return `${func.name}(${func.type.params.map(({ type }) => shapeOf(type)).join(',')})`;
}

function shapeOf(type: Type): string {
  const named = type.kind === 'pointer' ? type.elem : type;
  const star = type.kind === 'pointer' ? '*' : '';
  return named.kind === 'named' ? `${star}${named.obj.pkg}.${named.obj.name}` : underlying(type).kind;
}

/** http.Handler; prometheus.Collector. */
export const concurrentMethods =
  /^(ServeHTTP\(net\/http\.ResponseWriter,\*net\/http\.Request\)|Collect\(chan\)|ServeDNS\(.*\))$/;

/** Whether a function literal has the parameters that a framework gives to handlers of requests. */
export function isHandlerLiteral({ func, paramTypes }: FuncHead): boolean {
  return !func && handlerParameters.test(paramTypes.map(shapeOf).join(','));
}

const handlerParameters =
  /^(net\/http\.ResponseWriter,\*net\/http\.Request|\*github\.com\/gin-gonic\/gin\.Context|github\.com\/labstack\/echo\/v\d\.Context|\*github\.com\/gofiber\/fiber\/v\d\.Ctx)$/;
