/**
 * Compares the engine's types with go/types: `types.ts [-summary] [-tests] [-all] [-n COUNT] DIR PATTERN…`, by default the whole standard
 * library; with -all every expression and definition, not only maps; with -summary
 * with Go and the module cache hidden from the engine. Prints recall, precision, agreement of texts, and the first differences.
 */
import { join } from 'node:path';
import { compareWithSummary } from './summary-compare.js';
import { buildMaptypes, compareTypes, nodeEnvironment } from './types-compare.js';

const args = process.argv.slice(2);
const summary = args[0] === '-summary' && args.shift() !== undefined;
const tests = args[0] === '-tests' && args.shift() !== undefined;
const all = args[0] === '-all' && args.shift() !== undefined;
let shown = 20;
if (args[0] === '-n') [, shown] = args.splice(0, 2).map(Number) as [number, number];
const [dir = join(nodeEnvironment().goroot ?? '', 'src'), ...patterns] = args;
const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(3)} %`);

const chosen = patterns.length > 0 ? patterns : ['./...'];
const result = summary
  ? compareWithSummary(buildMaptypes(), dir, chosen)
  : compareTypes(buildMaptypes(), dir, chosen, { tests, all });
console.log(`${result.files} files, ${Math.round(result.milliseconds)} ms, ${result.expected} facts`);
console.log(`recall    ${percent(result.found, result.expected)}`);
console.log(`precision ${percent(result.found, result.found + result.wrong)} (${result.wrong} wrong)`);
console.log(`texts     ${percent(result.sameText, result.found)}`);
for (const line of result.differences.slice(0, shown)) console.log(line);
