/**
 * `mapguard vet`: the protocol between the go command and its vet tools. It asks for the tool's identity (`-V=full`) and
 * flags (`-flags`), then has it look at one package after the other, each described by a file. What packages and imports
 * are is the go command's business, as are caching and running in parallel.
 *
 * This part starts for every package that is imported anywhere, most of which nobody asked about: it needs no engine.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { PackageExports, Severity } from '../../engine/index.js';
import { UsageError, type ExitStatus, type Output, type RuleDescription } from '../context.js';
import type { Finding } from '../../check/finding.js';
import { LineIndex } from '../render/line-index.js';
import { parseRuleSetting, type RuleSetting } from '../rule-option.js';
import { isAtLeast, severityNames } from '../../check/severities.js';
import { parseVetConfig, type VetConfig } from './config.js';
import { exportsIn, factsOf } from './facts.js';
import { vetText, vetTree, type Text } from './tree.js';

export interface VetContext {
  readonly out: Output;
  readonly err: Output;
  /** Different for every version of the program and of the settings that it would read. */
  identity(): Promise<string>;
  read(path: string): Promise<Uint8Array | undefined>;
  write(path: string, text: string): Promise<void>;
  rules(): Promise<readonly RuleDescription[]>;
  check(request: UnitRequest): Promise<UnitOutcome>;
}

export interface UnitRequest {
  readonly config: VetConfig;
  readonly overrides: readonly RuleSetting[];
  readonly least: Severity;
  /** What is known of the packages that it leads to, by import path. */
  readonly imported: Readonly<Record<string, PackageExports>>;
}

export interface UnitOutcome {
  readonly findings: readonly Finding[];
  readonly exports: PackageExports | undefined;
}

/** Status 1 for findings, but not with JSON, where they are no failure; 2 when the unit could not be checked. */
export async function runVet(args: readonly string[], context: VetContext): Promise<ExitStatus> {
  try {
    const { values, positionals } = parseFlags(args);
    if (values.V !== undefined) {
      if (values.V !== 'full') throw new UsageError('the only -V is -V=full');
      context.out.write(`mapguard-vet version devel buildID=${await context.identity()}\n`);
      return 0;
    }
    if (values.flags) {
      context.out.write(`${JSON.stringify(flagDescriptions, null, '\t')}\n`);
      return 0;
    }
    const [path] = positionals;
    if (path === undefined || positionals.length > 1 || !path.endsWith('.cfg')) {
      throw new UsageError('this is for the go command: go vet -vettool=$(command -v mapguard-vet) ./...');
    }
    const config = parseVetConfig(Buffer.from((await context.read(path)) ?? []).toString());
    if (config === undefined) throw new UsageError(`${path}: not the description of a package`);
    return await runUnit(config, values, context);
  } catch (error) {
    if (error instanceof UsageError) context.err.write(`mapguard: ${error.message}\n`);
    else context.err.write(`mapguard: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

interface Flags {
  readonly V?: string;
  readonly flags?: boolean;
  readonly json?: boolean;
  readonly rule?: readonly string[];
  readonly 'fail-on'?: string;
}

/** What the go command may pass on from its own command line. */
const flagDescriptions = [
  { Name: 'json', Bool: true, Usage: 'print findings as JSON' },
  { Name: 'rule', Bool: false, Usage: "a rule's severity, as ID=SEVERITY; may be repeated" },
  { Name: 'fail-on', Bool: false, Usage: 'the least severity that is reported (default: warning)' },
];

/** Go writes flags with one dash, and `=true` where it repeats what an environment variable says. */
function parseFlags(args: readonly string[]): { readonly values: Flags; readonly positionals: readonly string[] } {
  if (args.some((arg) => /^--?fix$/.test(arg))) {
    throw new UsageError('go vet -fix and go fix cannot apply these rewrites; mapguard fix does');
  }
  try {
    return parseArgs({
      args: args.map((arg) => arg.replace(/^--?(json|flags)=true$/, '--$1').replace(/^-(?!-)/, '--')),
      options: {
        V: { type: 'string' },
        flags: { type: 'boolean' },
        json: { type: 'boolean' },
        rule: { type: 'string', multiple: true },
        'fail-on': { type: 'string' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function runUnit(config: VetConfig, flags: Flags, context: VetContext): Promise<ExitStatus> {
  const { ImportPath, GoFiles, PackageVetx, VetxOutput, VetxOnly } = config;
  const least = severityOf(flags['fail-on'] ?? 'warning');
  const rules = flags.rule === undefined ? [] : await context.rules();
  const overrides = (flags.rule ?? []).map((text) => parseRuleSetting(text, rules));
  const read = async (path: string): Promise<Uint8Array> => (await context.read(path)) ?? new Uint8Array();
  const imports = Object.entries(PackageVetx).map(async ([name, path]) => [name, await read(path)] as const);
  const facts = new Map(await Promise.all(imports));
  const imported = exportsIn(facts.values());
  // What others have published is known by the library table, if at all: nobody asks what else it does.
  const isOurs = config.ModulePath !== '' && config.ModuleVersion === '';
  const isChecked = !VetxOnly || isOurs;
  const outcome = isChecked ? await context.check({ config, overrides, least, imported }) : undefined;
  const files = GoFiles.map(async (path) => [basename(path), await read(path)] as const);
  const exports = isOurs && outcome?.exports ? { ...imported, [ImportPath]: outcome.exports } : imported;
  const own = factsOf(ImportPath, new Map(await Promise.all(files)), facts, exports);
  await context.write(VetxOutput, `${JSON.stringify(own)}\n`);
  return VetxOnly || !outcome ? 0 : await report(config, outcome.findings, least, flags, context);
}

async function report(
  config: VetConfig,
  found: readonly Finding[],
  least: Severity,
  flags: Flags,
  context: VetContext,
): Promise<ExitStatus> {
  const findings = found.filter(({ severity }) => isAtLeast(severity, least));
  const textOf = await textsOf(findings, context);
  if (flags.json) {
    const tree = vetTree(config.ID, findings, textOf);
    if (config.Stdout === '') context.out.write(tree);
    else await context.write(config.Stdout, tree);
    return 0;
  }
  context.err.write(vetText(findings, textOf));
  return findings.length > 0 ? 1 : 0;
}

function severityOf(name: string): Severity {
  const severity = severityNames.find((each) => each === name);
  if (severity === undefined || severity === 'off') {
    throw new UsageError(`-fail-on ${name}: none of ${severityNames.filter((each) => each !== 'off').join(', ')}`);
  }
  return severity;
}

/** The texts of all files that findings, their evidence and their fixes speak of. */
async function textsOf(findings: readonly Finding[], context: VetContext): Promise<(file: string) => Text> {
  const texts = new Map<string, Text>();
  for (const { file, related, fixes } of findings) {
    for (const path of [
      file,
      ...related.map((each) => each.file),
      ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.file)),
    ]) {
      if (texts.has(path)) continue;
      const text = Buffer.from((await context.read(path)) ?? []).toString();
      texts.set(path, { text, index: new LineIndex(text) });
    }
  }
  return (file) => texts.get(file)!;
}
