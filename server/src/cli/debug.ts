/** `mapguard debug`: what the engine knows of files, one JSON object a line. */
import type { Inspector } from '../engine/index.js';
import { UsageError, type CliContext, type ExitStatus } from './context.js';
import { absolute, relative } from './paths.js';
import { foldersBelow } from './targets.js';

export const debugTopics = ['types', 'ast', 'summary'] as const;

export type DebugTopic = (typeof debugTopics)[number];

/** Folders stand for the packages in and below them, as they are built, without tests; files for themselves. */
export async function debug(topic: DebugTopic, paths: readonly string[], context: CliContext): Promise<ExitStatus> {
  const inspector = await context.openInspector(context.host.environment(''));
  for (const given of paths) {
    for (const path of await filesOf(given, inspector, context)) {
      for (const { file, ...fact } of inspector[topic](path)) {
        context.out.write(`${JSON.stringify({ file: relative(file, context.cwd), ...fact })}\n`);
      }
    }
  }
  return 0;
}

async function filesOf(given: string, inspector: Inspector, context: CliContext): Promise<readonly string[]> {
  const folders = await foldersBelow(given, context);
  if (folders !== undefined) return folders.flatMap((folder) => inspector.filesIn(folder)).sort();
  const path = absolute(given, context.cwd);
  if (context.host.files.readFile(path) === undefined) throw new UsageError(`no such file or folder: ${given}`);
  return [path];
}
