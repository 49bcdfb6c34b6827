/** Every rule, in the order of the docs. A rule that is not listed here does not exist. */
import { borrowedMapWrite } from './borrowed-map-write.js';
import { copiedMapGuard } from './copied-map-guard.js';
import { concurrentMapAccess } from './concurrent-map-access.js';
import { contextValueMap } from './context-value-map.js';
import { decodeIntoSharedMap } from './decode-into-shared-map.js';
import { guardedMapEscape } from './guarded-map-escape.js';
import { mapAliasWrite } from './map-alias-write.js';
import { mapParamWrite } from './map-param-write.js';
import { mapReturnedFromField } from './map-returned-from-field.js';
import { mapStoredFromCaller } from './map-stored-from-caller.js';
import { mapWriteUnderRLock } from './map-write-under-rlock.js';
import { nilMapWrite } from './nil-map-write.js';
import type { Rule } from './rule.js';
import { shallowClone } from './shallow-clone.js';
import { sharedPointerValue } from './shared-pointer-value.js';
import { structCopySharesMap } from './struct-copy-shares-map.js';
import { syncMapRace } from './sync-map-race.js';
import { unguardedGlobalMap } from './unguarded-global-map.js';
import { unguardedMapAccess } from './unguarded-map-access.js';

export const rules = [
  mapAliasWrite,
  structCopySharesMap,
  mapParamWrite,
  mapStoredFromCaller,
  mapReturnedFromField,
  borrowedMapWrite,
  shallowClone,
  decodeIntoSharedMap,
  contextValueMap,
  sharedPointerValue,
  concurrentMapAccess,
  unguardedMapAccess,
  unguardedGlobalMap,
  mapWriteUnderRLock,
  syncMapRace,
  guardedMapEscape,
  nilMapWrite,
  copiedMapGuard,
] as const satisfies readonly Rule[];

/** `'struct-copy-shares-map' | …`: settings, suppressions and the command line are typed by this. */
export type RuleCode = (typeof rules)[number]['code'];
