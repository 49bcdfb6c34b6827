/** Offsets as lines and characters, both counted from 0 in UTF-16 units as in LSP. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A text with its line starts; lines end at \n. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  positionOf(offset: number): Position {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - this.starts[low]! };
  }

  /** A line without its end. */
  lineAt(line: number): string {
    const end = this.starts[line + 1] ?? this.text.length + 1;
    return this.text.slice(this.starts[line], end - 1).replace(/\r$/, '');
  }
}

/** Line indexes by file, each made once. */
export function indexing(textOf: (file: string) => string): (file: string) => LineIndex {
  const indexes = new Map<string, LineIndex>();
  return (file) => {
    let index = indexes.get(file);
    if (index === undefined) indexes.set(file, (index = new LineIndex(textOf(file))));
    return index;
  };
}
