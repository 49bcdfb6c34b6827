/**
 * `npm run oracle`: compares the engine's types with go/types on whole corpora, and prints recall, precision, agreement
 * of texts, and the first differences of each. `npm run oracle -- --help` tells the options.
 */
import { Command } from 'commander';
import { corpora, folderOf, goVariables } from './corpora.js';
import { compareWithSummary } from './summary-compare.js';
import { buildMaptypes, compareTypes, type TypesComparison, type TypesOptions } from './types-compare.js';

interface Options {
  readonly dir?: string;
  readonly tests: boolean;
  readonly deps: boolean;
  readonly all: boolean;
  readonly summary: boolean;
  readonly differences: string;
}

const command = new Command('npm run oracle --')
  .description('Compares the types of every map-typed and map-holding expression with those of go/types.')
  .argument('[name...]', `corpora (${corpora.map(({ name }) => name).join(', ')}), or patterns with --dir`)
  .option('--dir <folder>', "a module's folder: the names are patterns of its packages")
  .option('--no-tests', 'leave out test files')
  .option('--deps', 'cover the packages that a corpus depends on too, apart from the standard library', false)
  .option('--all', 'compare every expression of a type that is not basic, and every definition', false)
  .option(
    '--summary',
    'hide Go and the module cache from the engine: what depends on the module and the library',
    false,
  )
  .option('--differences <count>', 'how many differences to print of each corpus', '20')
  .action(run);

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function run(names: readonly string[], options: Options): Promise<void> {
  const maptypes = buildMaptypes();
  if (options.dir !== undefined) {
    const patterns = names.length > 0 ? names : ['./...'];
    print(options.dir, await compare(maptypes, options.dir, patterns, options), options);
    return;
  }
  const unknown = names.find((name) => !corpora.some((corpus) => corpus.name === name));
  if (unknown !== undefined) throw new Error(`There is no corpus ${unknown}.`);
  for (const corpus of corpora) {
    if (names.length > 0 && !names.includes(corpus.name)) continue;
    const variables = corpus.module === undefined ? {} : goVariables;
    const result = await compare(maptypes, folderOf(corpus), corpus.patterns, { ...options, variables });
    print(corpus.module ?? corpus.name, result, options);
  }
}

function compare(
  maptypes: string,
  dir: string,
  patterns: readonly string[],
  options: Options & TypesOptions,
): Promise<TypesComparison> | TypesComparison {
  return options.summary
    ? compareWithSummary(maptypes, dir, patterns, options.variables)
    : compareTypes(maptypes, dir, patterns, options);
}

function print(title: string, result: TypesComparison, { differences }: Options): void {
  const { packages, files, milliseconds, expected, found, wrong, sameText, skipped } = result;
  console.log(`\n== ${title}: ${packages} packages, ${files} files, ${expected} facts, ${Math.round(milliseconds)} ms`);
  for (const line of skipped) console.log(`not compared: ${line}`);
  console.log(`recall    ${percent(found, expected)} (${expected - found} missing)`);
  console.log(`precision ${percent(found, found + wrong)} (${wrong} wrong)`);
  console.log(`texts     ${percent(sameText, found)} (${found - sameText} differ)`);
  for (const line of result.differences.slice(0, Number(differences))) console.log(line);
}

/** Rounded down, so that 100 % means all. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${(Math.floor((part / whole) * 1e5) / 1e3).toFixed(3)} %`;
}
