/**
 * Which version of each module a build uses: the greatest that is required by a module of the build. Nothing is read
 * here, and versions are not downloaded: what cannot be read requires nothing.
 */
import type { GoMod } from './go-mod.js';

/**
 * Minimal version selection.
 * @param mods the modules worked in
 * @param needs the go.mod of a required module; left out where what the main modules require is everything
 */
export function selectVersions(
  mods: readonly GoMod[],
  needs?: (path: string, version: string) => GoMod | undefined,
): ReadonlyMap<string, string> {
  const selected = new Map<string, string>();
  const own = new Set(mods.map(({ module }) => module));
  const seen = new Set<string>();
  const pending = mods.flatMap(({ require }) => [...require]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, version] = next;
    const key = `${path}@${version}`;
    if (own.has(path) || seen.has(key)) continue;
    seen.add(key);
    const other = selected.get(path);
    if (other === undefined || isGreater(version, other)) selected.set(path, version);
    pending.push(...(needs?.(path, version)?.require ?? []));
  }
  return selected;
}

/** Semantic versioning's precedence, as module versions use it; what is no version (a branch's name) is the least. */
function isGreater(version: string, other: string): boolean {
  const [x, y] = [partsOf(version), partsOf(other)];
  if (x === undefined || y === undefined) return y === undefined && x !== undefined;
  for (let i = 0; i < 3; i++) if (x.numbers[i] !== y.numbers[i]) return x.numbers[i]! > y.numbers[i]!;
  // A release is greater than its pre-releases.
  if (x.prerelease.length === 0 || y.prerelease.length === 0) return x.prerelease.length < y.prerelease.length;
  for (const [i, part] of x.prerelease.entries()) {
    const against = y.prerelease[i];
    if (against === undefined) return true;
    if (part !== against) return isGreaterPart(part, against);
  }
  return false;
}

/** Numbers are compared as such and are less than words. */
function isGreaterPart(part: string, other: string): boolean {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
  if (isNumber && isOtherNumber) return BigInt(part) > BigInt(other);
  return isNumber === isOtherNumber ? part > other : isOtherNumber;
}

/** Of `v1.2.3-pre.1+build` the numbers and what follows the hyphen. */
function partsOf(
  version: string,
): { readonly numbers: readonly number[]; readonly prerelease: readonly string[] } | undefined {
  const match = /^v(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?(?:\+.*)?$/.exec(version);
  if (match === null) return undefined;
  return { numbers: match.slice(1, 4).map(Number), prerelease: match[4] === undefined ? [] : match[4].split('.') };
}
