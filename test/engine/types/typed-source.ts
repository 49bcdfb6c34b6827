/**
 * Go sources in memory, typed: what the tests of types and packages look at. Expressions are named by a comment right
 * before them: with `name` the outermost expression that starts there, with `name:` the innermost.
 */
import type { Environment } from '../../../server/src/engine/environment.js';
import { Program } from '../../../server/src/engine/packages/index.js';
import { Kind, type Node } from '../../../server/src/engine/syntax/ast.js';
import type { Decl } from '../../../server/src/engine/syntax/source-file.js';
import { relativeTo, typeString, type Info, type Package } from '../../../server/src/engine/types/index.js';

export type Files = Readonly<Record<string, string>>;

/** A file system of the given files, by absolute path; the object may be changed later. */
export function memoryEnvironment(files: Record<string, string>, goroot?: string): Environment {
  return {
    ...(goroot === undefined ? {} : { goroot }),
    moduleCache: '/cache',
    goos: 'linux',
    goarch: 'amd64',
    files: {
      readFile: (path) => files[path],
      readDir: (dir) => {
        const names = new Map<string, boolean>();
        for (const path of Object.keys(files)) {
          if (!path.startsWith(`${dir}/`)) continue;
          const [name, ...rest] = path.slice(dir.length + 1).split('/');
          names.set(name!, rest.length > 0);
        }
        return names.size === 0 ? undefined : [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
      },
    },
  };
}

export interface Marked {
  readonly decl: Decl;
  readonly node: Node;
  readonly info: Info;
}

export class TypedSource {
  readonly pkg: Package;
  private readonly path: string;

  /** One file, or several of which `/w/a.go` is the one looked at. Imports of the standard library stay unread. */
  constructor(source: string | Files, goroot?: string) {
    const files = typeof source === 'string' ? { '/w/a.go': source } : source;
    this.path = '/w/a.go';
    const pkg = new Program(memoryEnvironment({ '/w/go.mod': 'module w\ngo 1.26\n', ...files }, goroot)).packageOf(
      this.path,
    );
    if (pkg === undefined) throw new Error('the source does not parse');
    this.pkg = pkg;
  }

  /** The type at a mark, as text. */
  type(mark: string): string {
    const { node, info } = this.at(mark);
    return typeString(info.writtenTypeOf(node), relativeTo(this.pkg.path));
  }

  at(mark: string): Marked {
    const file = this.pkg.files.find((candidate) => candidate.path === this.path)!;
    for (const decl of file.decls) {
      for (const suffix of ['', ':']) {
        const comment = `/*${mark}${suffix}*/`;
        const position = decl.text.indexOf(comment);
        if (position < 0) continue;
        const node = expressionAt(decl, position + comment.length, suffix === '');
        return { decl, node, info: this.pkg.info(decl) };
      }
    }
    throw new Error(`no mark ${mark}`);
  }

  /** The object that the identifier at a mark stands for. */
  object(mark: string): ReturnType<Info['objectOf']> {
    const { node, info } = this.at(mark);
    return info.objectOf(node);
  }
}

function expressionAt(decl: Decl, start: number, outermost: boolean): Node {
  const { ast } = decl;
  let best: Node = 0;
  for (let node = decl.first; node < decl.last; node++) {
    const kind: Kind = ast.kind[node]!;
    if (ast.start[node] !== start || kind > Kind.ChanType || kind === Kind.None) continue;
    const isBetter = outermost ? ast.end[node]! > ast.end[best]! : ast.end[node]! < ast.end[best]!;
    if (best === 0 || isBetter) best = node;
  }
  if (best === 0) throw new Error('no expression at the mark');
  return best;
}
