/**
 * Baselines: findings that a team has decided to live with for now, so that only new ones count. An entry names its
 * finding by identity and says how often it occurs, so a second copy of an old mistake is new.
 */
import { UsageError, type CliContext } from './context.js';
import type { Finding } from '../check/finding.js';
import { identityOf, keyOf, type Identity } from './identity.js';
import { absolute, folderOf } from './paths.js';
import type { LineIndex } from './render/line-index.js';

interface Entry extends Identity {
  readonly count: number;
}

export interface Baseline {
  /** As the user wrote it. */
  readonly name: string;
  /** Packages are named relative to this folder, the baseline's own. */
  readonly base: string;
  readonly entries: readonly Entry[];
}

/** Throws a UsageError for a file that is no baseline. */
export async function readBaseline(name: string, { cwd, host }: CliContext): Promise<Baseline> {
  const path = absolute(name, cwd);
  const text = await host.read(path);
  if (text === undefined) {
    throw new UsageError(`no such baseline: ${name} (mapguard check --write-baseline ${name} writes one)`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isBaselineFile(value)) {
    throw new UsageError(`${name}: not a baseline that this version of mapguard reads; write it again`);
  }
  return { name, base: folderOf(path), entries: value.findings };
}

export interface Compared {
  /** Findings that the baseline does not hold. */
  readonly fresh: readonly Finding[];
  readonly known: number;
  /** Entries, or part of their counts, that nothing in the checked packages matches any more. */
  readonly stale: number;
}

/** `isWhole` says whether all of a package was checked: only then can a finding be known to be gone. */
export function compareWithBaseline(
  findings: readonly Finding[],
  { base, entries }: Baseline,
  indexOf: (file: string) => LineIndex,
  isWhole: (folder: string) => boolean,
): Compared {
  const left = new Map<string, number>();
  for (const entry of entries) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + entry.count);
  const fresh = findings.filter((finding) => {
    const key = keyOf(identityOf(finding, indexOf(finding.file), base));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
  let stale = 0;
  for (const entry of entries) {
    if (isWhole(absolute(entry.package, base))) stale += left.get(keyOf(entry))!;
    left.set(keyOf(entry), 0);
  }
  return { fresh, known: findings.length - fresh.length, stale };
}

/** The text of a baseline that holds the findings; in an order that changes little when they do. */
export function baselineText(findings: readonly Finding[], path: string, indexOf: (file: string) => LineIndex): string {
  const entries = new Map<string, Entry>();
  for (const finding of findings) {
    const identity = identityOf(finding, indexOf(finding.file), folderOf(path));
    const key = keyOf(identity);
    entries.set(key, { ...identity, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...entries.values()].sort(
    (a, b) =>
      order(a.package, b.package) || order(a.symbol, b.symbol) || order(a.rule, b.rule) || order(a.content, b.content),
  );
  return `${JSON.stringify({ version, findings: sorted }, null, 2)}\n`;
}

const version = 1;

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isBaselineFile(value: unknown): value is { readonly findings: readonly Entry[] } {
  if (typeof value !== 'object' || value === null) return false;
  const file = value as { readonly version?: unknown; readonly findings?: unknown };
  return file.version === version && Array.isArray(file.findings) && file.findings.every(isEntry);
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  const texts = ['rule', 'package', 'symbol', 'content'];
  return texts.every((name) => typeof entry[name] === 'string') && Number.isInteger(entry['count']);
}
