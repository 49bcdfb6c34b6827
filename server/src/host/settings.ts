/**
 * What users set, read from an editor's settings or a project's `.mapguard.json`, which hold the same things. Takes
 * what is right and names what is wrong; which rules exist is not known here.
 */
import type { FileSystem, Settings, Severity } from '../engine/index.js';

export interface UserSettings extends Settings {
  readonly workspaceScan: 'all' | 'open' | 'off';
  /** Go's folder, empty to look for it. */
  readonly goroot: string;
  /** Patterns in the syntax of .gitignore, relative to the workspace folder. */
  readonly exclude: readonly string[];
}

export const defaultSettings: UserSettings = {
  enable: true,
  rules: {},
  goVersion: '',
  workspaceScan: 'all',
  goroot: '',
  exclude: [],
};

/** The name of a project's settings file. */
export const projectFile = '.mapguard.json';

export interface ParsedSettings {
  readonly settings: UserSettings;
  /** One sentence each, for people. */
  readonly problems: readonly string[];
}

/** `value` over `base`, property by property, rule by rule. Unknown properties are left to others. */
export function parseSettings(value: unknown, base: UserSettings = defaultSettings): ParsedSettings {
  const problems: string[] = [];
  if (value === null || value === undefined) return { settings: base, problems };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { settings: base, problems: ['The settings are not an object.'] };
  }
  const given = value as Readonly<Record<string, unknown>>;
  const take = <T>(name: keyof UserSettings, is: (value: unknown) => value is T, what: string): T | undefined => {
    const found = given[name];
    if (found === undefined || found === null) return undefined;
    if (is(found)) return found;
    problems.push(`"${name}" is not ${what}.`);
    return undefined;
  };
  const settings: UserSettings = {
    enable: take('enable', isBoolean, 'true or false') ?? base.enable,
    rules: { ...base.rules, ...rulesOf(given['rules'], problems) },
    goVersion: take('goVersion', isVersion, 'a Go version such as "1.21"') ?? base.goVersion,
    workspaceScan: take('workspaceScan', isScan, '"all", "open" or "off"') ?? base.workspaceScan,
    goroot: take('goroot', isString, 'a path') ?? base.goroot,
    exclude: take('exclude', isStrings, 'a list of patterns') ?? base.exclude,
  };
  return { settings, problems };
}

/** The nearest folder with a settings file, from `folder` upwards, but not above its module or repository. */
export function projectFolderOf(files: FileSystem, folder: string): string | undefined {
  const names = new Set(files.readDir(folder)?.map((entry) => entry.name));
  if (names.has(projectFile)) return folder;
  const parent = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0));
  return parent === '' || names.has('go.mod') || names.has('.git') ? undefined : projectFolderOf(files, parent);
}

/** The settings with those of a project file in `folder` on top: what a team agreed on goes before what a person set. */
export function withProjectFile(files: FileSystem, folder: string, base: UserSettings): ParsedSettings {
  const path = `${folder}/${projectFile}`;
  const text = files.readFile(path);
  if (text === undefined) return { settings: base, problems: [] };
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    const { settings, problems } = parseSettings(value, base);
    return { settings, problems: [...problems, ...unknownNames(value)].map((problem) => `${path}: ${problem}`) };
  } catch (error) {
    return { settings: base, problems: [`${path}: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** A project's file is ours alone: a name that we do not know is a slip of somebody's hand. */
function unknownNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const known = ['$schema', ...Object.keys(defaultSettings)];
  const names = Object.keys(value).filter((name) => !known.includes(name));
  return names.map((name) => `there is no setting "${name}"; the settings are ${known.slice(1).join(', ')}.`);
}

/** A severity by its name, as settings and command lines spell it. */
export function isSeverity(value: unknown): value is Severity | 'off' {
  return value === 'error' || value === 'warning' || value === 'information' || value === 'hint' || value === 'off';
}

function rulesOf(value: unknown, problems: string[]): Readonly<Record<string, Severity | 'off'>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push('"rules" is not an object.');
    return {};
  }
  const rules: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(value)) {
    if (severity === null) continue; // An editor's way to say: as the rule thinks.
    if (isSeverity(severity)) rules[id] = severity;
    else if (severity !== null)
      problems.push(`"rules.${id}" is none of "error", "warning", "information", "hint", "off".`);
  }
  return rules;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}

function isVersion(value: unknown): value is string {
  return isString(value) && /^(1\.\d+)?$/.test(value);
}

function isScan(value: unknown): value is UserSettings['workspaceScan'] {
  return value === 'all' || value === 'open' || value === 'off';
}
