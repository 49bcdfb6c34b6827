/** `textDocument/hover`: who shares the map under the cursor, and what guards it. */
import type * as lsp from 'vscode-languageserver';
import type { CancellationToken } from 'vscode-languageserver';
import type { HoverNote, Job, MapHover } from '../../engine/index.js';
import type { Session } from '../session.js';
import { Positions } from '../to-lsp.js';
import { pathOf } from '../uris.js';
import { work } from '../work.js';

export async function hover(
  session: Session,
  { textDocument: { uri }, position }: lsp.HoverParams,
  token: CancellationToken,
): Promise<lsp.Hover | null> {
  const path = pathOf(uri);
  function* ask(): Job<lsp.Hover | null> {
    const document = session.documents.get(path);
    if (document?.isAnalyzed !== true) return null;
    const snapshot = session.projects.of(path).workspace.snapshot();
    const found = yield* snapshot.hover(path, document.text.offsetAt(position));
    return found ? toHover(found, new Positions(snapshot, session.documents), session.client.markdown) : null;
  }
  await session.configured;
  return (await work(session, `Hovering ${path}`, token, ask)) ?? null;
}

function toHover(found: MapHover, positions: Positions, markdown: boolean): lsp.Hover {
  const lineOf = (note: HoverNote): string => {
    const places = note.places.map((place) => {
      const { uri, range } = positions.locationOf(place);
      const line = range.start.line + 1;
      const isHere = place.file === found.file;
      const at = isHere ? `line ${line}` : `${uri.slice(uri.lastIndexOf('/') + 1)}:${line}`;
      if (!markdown) return place.label === undefined ? at : `${place.label} (${at})`;
      const link = `[${at}](${uri}#L${line},${range.start.character + 1})`;
      return place.label === undefined ? link : `\`${place.label}\` (${link})`;
    });
    const text = markdown ? note.text : note.text.replaceAll('`', '');
    return `- ${text}${places.length > 0 ? ` ${places.join(', ')}` : ''}`;
  };
  const title = markdown ? `**map** \`${found.name}\`` : `map ${found.name}`;
  const value = [title, '', ...found.notes.map(lineOf)].join('\n');
  return { contents: { kind: markdown ? 'markdown' : 'plaintext', value }, range: positions.rangeOf(found) };
}
