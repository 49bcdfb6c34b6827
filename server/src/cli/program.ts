/** The command line itself: names, options and help of every command. What they do is in their own files. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { check, type CheckOptions } from './check.js';
import type { CliContext, ExitStatus } from './context.js';
import { UsageError } from './context.js';
import { debug, debugTopics, type DebugTopic } from './debug.js';
import { explain } from './explain.js';
import { fix, type FixOptions } from './fix.js';
import { formats } from './render/format.js';
import { parseRuleSetting, severityNames, type RuleSetting } from './rule-option.js';

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
    if (error instanceof UsageError) context.err.write(`mapguard: ${error.message}\n`);
    else context.err.write(`mapguard: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
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

  program
    .command('check')
    .description('report findings; exit status 1 if there are any at or above --fail-on')
    .argument('[path...]', paths)
    .addOption(
      new Option('--format <format>', 'how findings are written').choices(Object.keys(formats)).default('text'),
    )
    .option('--output <file>', 'write findings to a file instead of standard output')
    .addOption(rule())
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that makes the check fail')
        .choices(severityNames.filter((name) => name !== 'off'))
        .default('warning'),
    )
    .action(async (given: string[], options: CheckOptions) => {
      finish(await check(given, options, context));
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
    .command('debug')
    .description('print what the engine knows, one JSON object a line')
    .addArgument(new Argument('<topic>', 'what about').choices(debugTopics))
    .argument('<path...>', 'files or folders')
    .action(async (topic: DebugTopic, given: string[]) => {
      finish(await debug(topic, given, context));
    });

  return program;
}

function knownRule(id: string, { rules }: CliContext): string {
  if (rules.some((rule) => rule.code === id)) return id;
  throw new UsageError(`there is no rule "${id}"; the rules are ${rules.map((rule) => rule.code).join(', ')}`);
}
