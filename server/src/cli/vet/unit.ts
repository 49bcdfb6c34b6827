/**
 * Checks the one package that a vet configuration describes. Its files are those that the configuration names, whatever
 * else lies in the folder; the packages that it imports are read from source, as `mapguard check` reads them.
 */
import { importFinder, type Environment, type FileSystem, type Workspace } from '../../engine/index.js';
import { slashed } from '../../host/node.js';
import type { Host } from '../../host/host.js';
import { findings, LocalChecker } from '../../check/checker.js';
import type { RuleDescription } from '../context.js';
import { folderOf } from '../paths.js';
import { projectOf } from '../targets.js';
import type { UnitOutcome, UnitRequest } from './vet.js';

export interface UnitContext {
  readonly cwd: string;
  readonly host: Host;
  readonly rules: readonly RuleDescription[];
  openWorkspace(environment: Environment): Promise<Workspace>;
}

/** Throws for settings that are wrong and when the analysis fails. */
export async function checkUnit(
  { config, overrides, least, imported }: UnitRequest,
  context: UnitContext,
): Promise<UnitOutcome> {
  const folder = slashed(config.Dir);
  const files = new Set(config.GoFiles.map(slashed));
  const { settings, excludes } = projectOf(folder, new Map(), context);
  const rules = { ...settings.rules, ...Object.fromEntries(overrides.map(({ rule, severity }) => [rule, severity])) };
  const environment = context.host.environment(settings.goroot);
  // External tests import the package beside them, which is then no part of the configuration.
  const isExternalTest = [...files].every((file) => file.endsWith('_test.go'));
  const seen = isExternalTest ? environment.files : onlyFiles(environment.files, folder, files);
  const checker = new LocalChecker(findings, () => context.openWorkspace({ ...environment, files: seen }));
  const { enable, goVersion } = settings;
  const find = importFinder(environment);
  const known = Object.entries(imported).flatMap(([path, exports]) => {
    const place = find(path, folder);
    return place === undefined ? [] : [[place, exports] as const];
  });
  const outcome = await checker.check({ folder, settings: { enable, goVersion, rules }, least, known });
  if (outcome.error !== undefined) throw new Error(outcome.error);
  const own = outcome.findings.filter(({ file }) => files.has(file) && !excludes(file));
  return { findings: own, exports: outcome.exports };
}

/** A folder in which only some of its Go files are to be seen. */
function onlyFiles(disk: FileSystem, folder: string, files: ReadonlySet<string>): FileSystem {
  const isHidden = (path: string): boolean => path.endsWith('.go') && folderOf(path) === folder && !files.has(path);
  return {
    readFile: (path) => (isHidden(path) ? undefined : disk.readFile(path)),
    readDir: (path) => disk.readDir(path)?.filter(({ name }) => !isHidden(`${path}/${name}`)),
  };
}
