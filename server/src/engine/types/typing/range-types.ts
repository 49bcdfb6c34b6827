/** What a range clause declares. Spec: "For range". */
import { basic, isNumericBasic, isStringBasic, runeType, unknown } from '../basic.js';
import { underlying } from '../named.js';
import { coreString, coreType } from '../type-sets.js';
import type { Type, Var, Written } from '../types.js';
import { defaultType } from './expressions.js';

/** What `for key, value := range x` declares; unknown types where x cannot be ranged over. */
export function rangeTypes(type: Type): readonly [Written, Written] {
  const core = coreString(type);
  switch (core?.kind) {
    case 'basic':
      if (isStringBasic(core)) return [basic.int, runeType];
      return isNumericBasic(core) ? [defaultType(type), unknown] : [unknown, unknown];
    case 'array':
    case 'slice':
      return [basic.int, core.writtenElem];
    case 'pointer': {
      const array = underlying(core.elem);
      return array.kind === 'array' ? [basic.int, array.writtenElem] : [unknown, unknown];
    }
    case 'map':
      return [core.writtenKey, core.writtenElem];
    case 'chan':
      return [core.writtenElem, unknown];
    case 'signature': {
      const yields = core.params[0] === undefined ? undefined : coreType(core.params[0].type);
      const params: readonly Var[] = yields?.kind === 'signature' ? yields.params : [];
      return [params[0]?.written ?? unknown, params[1]?.written ?? unknown];
    }
    default:
      return [unknown, unknown];
  }
}
