/** Programs of one file each, in modules of their own: what the engine says of them, and they themselves when they run. */
import { checkFiles, isLoud, openTestWorkspace } from '../support/engine.js';
import { linkPrograms, type LinkedPrograms } from '../support/linked-programs.js';

interface Program {
  readonly text: string;
}

/** Gives the messages, at warning or above, about the program with a number. */
export async function openPrograms(programs: readonly Program[]): Promise<(at: number) => readonly string[]> {
  const fileOf = (at: number): string => `/${at}/main.go`;
  const files = programs.flatMap(({ text }, at): [string, string][] => [
    [`/${at}/go.mod`, 'module combined\n\ngo 1.25\n'],
    [fileOf(at), text],
  ]);
  const workspace = await openTestWorkspace(new Map(files));
  return (at) =>
    [...checkFiles(workspace, [fileOf(at)]).values()]
      .flat()
      .filter(isLoud)
      .map(({ message }) => message);
}

export function linkTexts(programs: readonly Program[]): LinkedPrograms {
  return linkPrograms(programs.map(({ text }) => new Map([['main.go', text]])));
}
