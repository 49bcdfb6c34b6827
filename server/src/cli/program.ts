/** The command line itself: names, options and help of every command. What they do is in their own files. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { check, type CheckOptions, type ReportRequest } from './check.js';
import type { CliContext, ExitStatus } from './context.js';
import { UsageError } from './context.js';
import { debug, debugTopics, type DebugTopic } from './debug.js';
import { explain } from './explain.js';
import { fix, type FixOptions } from './fix.js';
import { formats, type FormatName } from './render/format.js';
import { parseRuleSetting, type RuleSetting } from './rule-option.js';
import { CannotStart } from '../check/checker.js';
import { severityNames } from '../check/severities.js';

/** Runs one command; `args` are the arguments after the program's name. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = createProgram(context, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // Commander has said what is wrong.
    if (context.signal?.aborted) return 2; // The entry point says so in its own way.
    if (error instanceof UsageError) context.err.write(`mapguard: ${error.message}\n`);
    else if (isSystemError(error) || error instanceof CannotStart) context.err.write(`mapguard: ${error.message}\n`);
    else context.err.write(`mapguard: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

/** The machine refuses something: a file cannot be written, say. That is no mistake of this program's. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function createProgram(context: CliContext, finish: (status: ExitStatus) => void): Command {
  const program = new Command('mapguard')
    .description('Finds shared and racy Go maps, without a Go toolchain.')
    .version(context.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      getOutHasColors: () => context.out.isTerminal,
      getErrHasColors: () => context.err.isTerminal,
    })
    .showHelpAfterError('(mapguard --help shows what there is)');
  const paths = 'files, folders with all below them, or ./... patterns (default: .)';
  const rule = (): Option =>
    new Option('--rule <id=severity>', `a rule's severity (${severityNames.join(', ')}); may be repeated`).argParser(
      (text, earlier: readonly RuleSetting[] = []) => [...earlier, parseRuleSetting(text, context.rules)],
    );

  const reports = new ReportOptions();

  program
    .command('check')
    .description('report findings; exit status 1 if there are any at or above --fail-on')
    .argument('[path...]', paths)
    .addOption(reports.format)
    .addOption(reports.output)
    .addOption(rule())
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes the check fail')
        .choices(severityNames.filter((name) => name !== 'off'))
        .default('warning'),
    )
    .option('--baseline <file>', 'report only findings that the baseline does not hold')
    .addOption(
      new Option('--write-baseline <file>', 'write all findings to a baseline instead of reporting them').conflicts([
        'baseline',
        'since',
      ]),
    )
    .option('--since <revision>', 'report only findings on lines changed since a git revision')
    .addOption(
      new Option('--jobs <number>', 'how many threads to use (default: two for three processors)').argParser(positive),
    )
    .option('--no-cache', 'check everything anew, and keep nothing for the next time')
    .action(async (given: string[], options: Omit<CheckOptions, 'reports'>) => {
      finish(await check(given, { ...options, reports: reports.requests() }, context));
    });

  program
    .command('fix')
    .description('apply the preferred rewrites that a correct program cannot notice')
    .argument('[path...]', paths)
    .addOption(
      new Option('--rule <id>', 'only fixes of this rule; may be repeated').argParser(
        (id, earlier: readonly string[] = []) => [...earlier, knownRule(id, context)],
      ),
    )
    .option('--diff', 'print what would change as a unified diff, change nothing')
    .option('--unsafe', 'also apply rewrites that may change behaviour')
    .action(async (given: string[], options: FixOptions) => {
      finish(await fix(given, options, context));
    });

  program
    .command('explain')
    .description("print a rule's page")
    .argument('<rule>', 'the id of a rule')
    .action((id: string) => {
      finish(explain(knownRule(id, context), context));
    });

  program
    .command('lsp')
    .description('run the language server')
    .requiredOption('--stdio', 'speak over standard input and output')
    .action(() => context.serve());

  program
    .command('vet')
    .description('be the vet tool of the go command: go vet -vettool=$(command -v mapguard-vet) ./...')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[argument...]', 'what the go command says')
    .action(async (given: string[]) => {
      finish(await context.vet(given));
    });

  program
    .command('debug')
    .description('print what the engine knows, one JSON object a line')
    .addArgument(new Argument('<topic>', 'what about').choices(debugTopics))
    .argument('<path...>', 'files or folders')
    .action(async (topic: DebugTopic, given: string[]) => {
      finish(await debug(topic, given, context));
    });

  return program;
}

/** `--format` and `--output`, which may be repeated: an output belongs to the format before it, the first to the first. */
class ReportOptions {
  private readonly formats: FormatName[] = [];
  private readonly outputs = new Map<number, string>();

  readonly format = new Option('--format <format>', 'how findings are written; may be repeated, each with its --output')
    .choices(Object.keys(formats))
    .default('text');

  readonly output = new Option('--output <file>', 'write findings to a file instead of standard output').argParser(
    (file: string) => {
      const at = Math.max(this.formats.length - 1, 0);
      if (this.outputs.has(at)) throw new InvalidArgumentError('There are more outputs than formats.');
      this.outputs.set(at, file);
      return file;
    },
  );

  constructor() {
    const parse = this.format.parseArg!; // Checks the choice.
    this.format.argParser<unknown>((name, previous) => {
      const format = parse(name, previous) as FormatName;
      this.formats.push(format);
      return format;
    });
  }

  requests(): readonly ReportRequest[] {
    const asked: readonly FormatName[] = this.formats.length > 0 ? this.formats : ['text'];
    return asked.map((format, at) => {
      const output = this.outputs.get(at);
      return output === undefined ? { format } : { format, output };
    });
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It is no positive number.');
  return number;
}

function knownRule(id: string, { rules }: CliContext): string {
  if (rules.some((rule) => rule.code === id)) return id;
  throw new UsageError(`there is no rule "${id}"; the rules are ${rules.map((rule) => rule.code).join(', ')}`);
}
