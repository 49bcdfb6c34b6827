/**
 * What makes a finding the same finding after the code around it has moved: its rule, its package, the declaration it
 * stands in and the line of source it points to. Line numbers and messages do not count: the former change with every
 * edit above, the latter with every version of this program.
 */
import { createHash } from 'node:crypto';
import type { Finding } from '../check/finding.js';
import { folderOf, relative } from './paths.js';
import type { LineIndex } from './render/line-index.js';

export interface Identity {
  readonly rule: string;
  /** The package's folder, relative to a base that moves with the code. */
  readonly package: string;
  /** The declaration; empty where the finding stands in none. */
  readonly symbol: string;
  /** The line of source, with its white space evened out. */
  readonly content: string;
}

export function identityOf({ rule, file, start, symbol = '' }: Finding, index: LineIndex, base: string): Identity {
  const content = index.lineAt(index.positionOf(start).line).trim().replace(/\s+/g, ' ');
  return { rule, package: relative(folderOf(file), base), symbol, content };
}

/** Equal for equal identities. */
export function keyOf({ rule, package: folder, symbol, content }: Identity): string {
  return JSON.stringify([rule, folder, symbol, content]);
}

/** Short names of findings for systems that keep them; findings of one identity are told apart by their order. */
export function fingerprinting(indexOf: (file: string) => LineIndex, base: string): (finding: Finding) => string {
  const counts = new Map<string, number>();
  return (finding) => {
    const key = keyOf(identityOf(finding, indexOf(finding.file), base));
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return createHash('sha256').update(`${key} ${nth}`).digest('hex').slice(0, 32);
  };
}
