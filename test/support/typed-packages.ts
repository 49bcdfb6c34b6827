/** What the benchmark of types runs, as one module, so that it is bundled as the product is. */
import type { Node } from '../../server/src/engine/syntax/ast.js';
import { mapClassOf } from '../../server/src/engine/types/map-types.js';
import type { Package } from '../../server/src/engine/types/index.js';
import { Tables } from '../../server/src/engine/types/typing/tables.js';

export { Program } from '../../server/src/engine/packages/index.js';
export { parseFile } from '../../server/src/engine/syntax/batch/parse-file.js';

/** Types every declaration of a package, and asks of every value whether it is or holds a map, as all analyses do. */
export function countMapValues(pkg: Package): number {
  let count = 0;
  for (const file of pkg.files) {
    for (const decl of file.decls) {
      const info = pkg.info(decl);
      if (!(info instanceof Tables)) continue;
      for (let node: Node = decl.first; node < decl.last; node++) {
        if (info.isValue(node) && mapClassOf(info.typeOf(node)) !== undefined) count++;
      }
    }
  }
  return count;
}
