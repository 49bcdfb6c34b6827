/**
 * Which version of each module a build uses: the greatest that is required by a module of the build. Nothing is read
 * here, and versions are not downloaded: what cannot be read requires nothing.
 */
import compare from 'semver/functions/compare.js';
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

function isGreater(version: string, other: string): boolean {
  try {
    return compare(version, other) > 0;
  } catch {
    return false; // A branch's name, in a go.mod that the go command has not rewritten yet.
  }
}
