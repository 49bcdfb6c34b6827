/** Reads go.mod and go.work: module path, Go version, requirements, replacements, used folders. Nothing is resolved. */

export interface GoMod {
  /** The module's path; '' when the file names none. */
  readonly module: string;
  readonly go: readonly [number, number] | undefined;
  /** Versions by module path. */
  readonly require: ReadonlyMap<string, string>;
  readonly replace: readonly Replacement[];
  /** go.work: folders of modules, as written. */
  readonly use: readonly string[];
}

export interface Replacement {
  readonly path: string;
  /** Undefined: every version. */
  readonly version: string | undefined;
  /** A folder, as written, or a module path. */
  readonly target: string;
  /** Undefined for a folder. */
  readonly targetVersion: string | undefined;
}

export function parseGoMod(text: string): GoMod {
  let module = '';
  let go: GoMod['go'];
  const require = new Map<string, string>();
  const replace: Replacement[] = [];
  const use: string[] = [];
  for (const [verb, ...words] of directives(text)) {
    const [first, second] = words;
    if (first === undefined) continue;
    if (verb === 'module') module = first;
    else if (verb === 'go') go = versionOf(first);
    else if (verb === 'use') use.push(first);
    else if (verb === 'require' && second !== undefined) require.set(first, second);
    else if (verb === 'replace') {
      const replacement = replacementOf(words);
      if (replacement !== undefined) replace.push(replacement);
    }
  }
  return { module, go, require, replace, use };
}

/** `1.21`, `1.21.3`, `1.22rc1` as [major, minor]. */
export function versionOf(text: string): readonly [number, number] | undefined {
  const match = /^(?:go)?(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

function replacementOf(words: readonly string[]): Replacement | undefined {
  const arrow = words.indexOf('=>');
  const [path, version] = words.slice(0, arrow);
  const [target, targetVersion] = words.slice(arrow + 1);
  return arrow < 1 || path === undefined || target === undefined ? undefined : { path, version, target, targetVersion };
}

/** The words of each directive, the verb first, blocks in parentheses taken apart. */
function* directives(text: string): Iterable<readonly string[]> {
  let block: string | undefined;
  for (const line of text.split('\n')) {
    const words = wordsOf(line);
    if (words.length === 0) continue;
    if (block !== undefined) {
      if (words[0] === ')') block = undefined;
      else yield [block, ...words];
    } else if (words[1] === '(' && words.length === 2) block = words[0];
    else yield words;
  }
}

function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\/\/.*$/, '').match(/"(?:[^"\\]|\\.)*"|`[^`]*`|=>|[()]|[^\s()]+/g) ?? [];
  return words.map((word) => (/^["`]/.test(word) ? word.slice(1, -1) : word));
}
