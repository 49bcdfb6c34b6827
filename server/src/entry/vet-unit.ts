/** The part of the vet tool that needs the engine: a bundle of its own, loaded only where a package is checked. */
import { checkUnit } from '../cli/vet/unit.js';
import type { UnitOutcome, UnitRequest } from '../cli/vet/vet.js';
import { rules } from '../engine/index.js';
import { createNodeHost, slashed } from '../host/node.js';
import { openWorkspace } from './bundled.node.js';

export { rules };

export function check(request: UnitRequest): Promise<UnitOutcome> {
  return checkUnit(request, {
    cwd: slashed(process.cwd()),
    host: createNodeHost(),
    rules,
    openWorkspace,
  });
}
