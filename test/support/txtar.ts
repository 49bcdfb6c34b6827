/** The txtar format of golang.org/x/tools/txtar: a comment, then files, each below a line `-- name --`. */

export interface Section {
  readonly name: string;
  readonly text: string;
}

export interface Archive {
  /** What stands before the first file. */
  readonly comment: string;
  readonly sections: readonly Section[];
}

export function parseTxtar(text: string): Archive {
  const parts = text.split(/^-- (.+) --\n/m);
  const sections: Section[] = [];
  for (let at = 1; at < parts.length; at += 2) sections.push({ name: parts[at]!.trim(), text: parts[at + 1]! });
  return { comment: parts[0]!, sections };
}

export function formatTxtar({ comment, sections }: Archive): string {
  return comment + sections.map(({ name, text }) => `-- ${name} --\n${ended(text)}`).join('');
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
