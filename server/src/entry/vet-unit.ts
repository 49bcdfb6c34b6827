/** The part of the vet tool that needs the engine: a bundle of its own, loaded only where a package is checked. */
import { checkUnit, type UnitRequest } from '../cli/vet/unit.js';
import type { Finding } from '../cli/finding.js';
import { rules } from '../engine/index.js';
import { createNodeHost, slashed } from '../host/node.js';
import { openWorkspace } from './bundled.node.js';

export { rules };

export function check(request: UnitRequest): Promise<readonly Finding[]> {
  return checkUnit(request, {
    cwd: slashed(process.cwd()),
    host: createNodeHost(),
    rules,
    openWorkspace,
  });
}
