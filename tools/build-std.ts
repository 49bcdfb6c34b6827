/**
 * `npm run build:std [GOROOT]`: writes the summary of the standard library that serves where there is no Go, from the
 * machine's Go or the one that is named.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeHost } from '../server/src/host/node.js';
import { root } from './generated-files.js';
import { stdSummary } from './std/summary.js';

const environment = createNodeHost().environment(process.argv[2] ?? '');
if (environment.goroot === undefined) throw new Error('no Go found; name its folder');
const summary = stdSummary(environment, environment.goroot);
writeFileSync(join(root, 'server/std.txtar'), summary);
console.log(`server/std.txtar: ${Math.round(summary.length / 1024)} KiB`);
