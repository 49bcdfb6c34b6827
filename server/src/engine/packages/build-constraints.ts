/**
 * Which files of a folder belong to a build. Needs a file's name and the text before its package clause; knows the
 * operating systems and architectures of Go. cgo counts as available.
 */

export interface BuildTarget {
  readonly goos: string;
  readonly goarch: string;
}

const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);

const architectures = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ' +
    'ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

const unixSystems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);

/** Experiments that the newest release has turned on; only the standard library asks. */
const experiments = new Set('regabiwrappers regabiargs greenteagc dwarf5 randomizedheapbase64'.split(' '));

/** The newest Go release whose tag `go1.N` holds. */
export const newestGoMinor = 26;

/** Whether the name's endings (`_windows`, `_arm64`, `_linux_amd64`, before an optional `_test`) admit the target. */
export function matchesName(fileName: string, target: BuildTarget): boolean {
  const base = fileName.replace(/\.go$/, '').replace(/_test$/, '');
  const parts = base.split('_');
  // What stands before the first underscore is a name, even where it is called like a system.
  const last = parts.length > 1 ? parts.at(-1)! : '';
  const beforeLast = parts.length > 2 ? parts.at(-2)! : '';
  if (systems.has(beforeLast) && architectures.has(last)) {
    return matchesTag(last, target) && matchesTag(beforeLast, target);
  }
  return systems.has(last) || architectures.has(last) ? matchesTag(last, target) : true;
}

/** Whether the `//go:build` line of a file's header admits the target; without one, its `// +build` lines. */
export function matchesHeader(text: string, target: BuildTarget): boolean {
  const { goBuild, plusBuild } = constraintsOf(text);
  const holds = (tag: string): boolean => matchesTag(tag, target);
  if (goBuild !== undefined) return evaluate(goBuild, holds);
  return plusBuild.every((line) => evaluatePlus(line, holds));
}

/** The Go release that a `//go:build` line demands at least, as [1, N]. */
export function goVersionOfHeader(text: string): readonly [number, number] | undefined {
  const line = constraintsOf(text).goBuild;
  if (line === undefined) return undefined;
  // A release is demanded if the line cannot hold without its tag.
  let demanded: number | undefined;
  for (const [, minor] of line.matchAll(/\bgo1\.(\d+)\b/g)) {
    const isDemanded = !evaluate(line, (tag) => {
      const release = /^go1\.(\d+)$/.exec(tag);
      return release === null || Number(release[1]) < Number(minor);
    });
    if (isDemanded && (demanded === undefined || Number(minor) > demanded)) demanded = Number(minor);
  }
  return demanded === undefined ? undefined : [1, demanded];
}

function matchesTag(tag: string, target: BuildTarget): boolean {
  if (tag === target.goos || tag === target.goarch || tag === 'cgo' || tag === 'gc') return true;
  if (tag === 'unix') return unixSystems.has(target.goos);
  if (tag === 'linux') return target.goos === 'android';
  if (tag === 'darwin') return target.goos === 'ios';
  if (tag === 'solaris') return target.goos === 'illumos';
  if (tag.startsWith('goexperiment.')) return experiments.has(tag.slice('goexperiment.'.length));
  const release = /^go1\.(\d+)$/.exec(tag);
  return release !== null && Number(release[1]) <= newestGoMinor;
}

interface Constraints {
  /** The expression of the `//go:build` line. */
  readonly goBuild: string | undefined;
  /** What follows `+build` in lines from before Go 1.17. */
  readonly plusBuild: readonly string[];
}

/** What stands before the package clause, among blank lines and comments; `+build` needs a blank line behind it. */
function constraintsOf(text: string): Constraints {
  const plusBuild: string[] = [];
  let pending: string[] = [];
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (i < text.length) {
    const rest = text.slice(i, i + 2);
    if (rest === '/*') {
      const end = text.indexOf('*/', i + 2);
      if (end < 0) break;
      i = end + 2;
    } else if (rest === '//') {
      const newline = text.indexOf('\n', i);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(i, end).trim();
      if (/^\/\/go:build\s/.test(line)) return { goBuild: line.slice('//go:build'.length), plusBuild: [] };
      const plus = /^\/\/\s*\+build(\s.*)?$/.exec(line);
      if (plus !== null) pending.push(plus[1] ?? '');
      i = end + 1;
      const next = text.indexOf('\n', i);
      if (text.slice(i, next < 0 ? text.length : next).trim() !== '') continue;
      plusBuild.push(...pending);
      pending = [];
    } else if (/\s/.test(text[i]!)) i++;
    else break;
  }
  return { goBuild: undefined, plusBuild };
}

/** Evaluates `a,!b c`: of what spaces separate one must hold, of what commas separate everything. */
function evaluatePlus(line: string, holds: (tag: string) => boolean): boolean {
  const options = line.split(/\s+/).filter((option) => option !== '');
  const isMet = (term: string): boolean => (term.startsWith('!') ? !holds(term.slice(1)) : holds(term));
  return options.some((option) => option.split(',').every(isMet));
}

/** Evaluates `a && (b || !c)`. A line that is no expression admits nothing. */
function evaluate(line: string, holds: (tag: string) => boolean): boolean {
  const tokens = line.match(/&&|\|\||!|\(|\)|[\p{L}\p{N}_.]+/gu) ?? [];
  let position = 0;
  const or = (): boolean => {
    let value = and();
    while (tokens[position] === '||') {
      position++;
      value = and() || value;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (tokens[position] === '&&') {
      position++;
      value = not() && value;
    }
    return value;
  };
  const not = (): boolean => {
    const token = tokens[position++];
    if (token === '!') return !not();
    if (token === '(') {
      const value = or();
      position++;
      return value;
    }
    return token !== undefined && holds(token);
  };
  return or();
}
