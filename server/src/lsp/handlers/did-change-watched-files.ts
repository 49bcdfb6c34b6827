/** `workspace/didChangeWatchedFiles`: another program has written, or git has switched branches. */
import type * as lsp from 'vscode-languageserver';
import type { Session } from '../session.js';
import { pathOf } from '../uris.js';
import { configure } from './did-change-configuration.js';

export async function didChangeWatchedFiles(
  session: Session,
  { changes }: lsp.DidChangeWatchedFilesParams,
): Promise<void> {
  const all = changes.map(({ uri, type }) => ({ path: pathOf(uri), type }));
  const checked = await Promise.all(all.map(async (change) => ((await isRelevant(session, change)) ? [change] : [])));
  const relevant = checked.flat();
  if (relevant.length === 0) return;
  const paths = relevant.map(({ path }) => path);
  await session.host.remote?.refresh(paths);
  session.scheduler.interrupt();
  session.projects.changed(paths);
  const isSource = ({ path, type }: Change): boolean =>
    /\.(go|gitignore)$|\/go\.work$/.test(path) || (type === created && !/\/(go\.mod|\.mapguard\.json)$/.test(path));
  if (!relevant.every(isSource)) {
    // go.mod and .mapguard.json say where projects begin, and a folder that is gone may have held either.
    await configure(session, session.initialSettings);
    return;
  }
  session.diagnosis.all('soon');
  // Where files only have other texts, no package has come or gone.
  if (relevant.every(({ type, path }) => type === changed && path.endsWith('.go'))) session.scan.recheck();
  else session.scan.start('hidden');
}

/**
 * What editors should tell us of. The last, since they tell of a folder that came or went, and not always of the files
 * in it.
 */
export const watchers: readonly lsp.FileSystemWatcher[] = [
  { globPattern: '**/*.go' },
  { globPattern: '**/go.mod' },
  { globPattern: '**/go.work' },
  { globPattern: '**/.mapguard.json' },
  { globPattern: '**/.gitignore' },
  { globPattern: '**/*', kind: 1 | 4 },
];

interface Change {
  readonly path: string;
  readonly type: lsp.FileChangeType;
}

async function isRelevant({ scan, host }: Session, { path, type }: Change): Promise<boolean> {
  if (/\.go$|\/(go\.mod|go\.work|\.mapguard\.json|\.gitignore)$/.test(path)) return true;
  // Hardly a folder has a dot in its name, and nearly every file.
  if (type === created) return !/\.[^/]*$/.test(path) && (await host.list(path)) !== undefined;
  if (type !== deleted) return false;
  for (const folder of scan.packages) if (folder === path || folder.startsWith(`${path}/`)) return true;
  return false;
}

/** The protocol's `FileChangeType`. */
const created = 1;
const changed = 2;
const deleted = 3;
