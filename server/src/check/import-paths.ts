/** The import paths at the head of a Go file, read without parsing the rest. */

/** Undefined where the head is not as it should be: who knows what a parser makes of it. */
export function importPathsOf(text: string): readonly string[] | undefined {
  const head = new Head(text);
  head.skip();
  if (head.take(/package\s+[\p{L}_][\p{L}\p{Nd}_]*/uy) === undefined) return undefined;
  const paths: string[] = [];
  for (head.skip(); head.take(/import(?=[\s"`(._/])/y) !== undefined; head.skip()) {
    head.skip();
    const isGroup = head.take(/\(/y) !== undefined;
    for (head.skip(); !isGroup || head.take(/\)/y) === undefined; head.skip()) {
      head.take(/[\p{L}_][\p{L}\p{Nd}_]*|\./uy);
      head.skip();
      const literal = head.take(/"[^"\n\\]*"|`[^`\n]*`/y);
      if (literal === undefined) return undefined;
      paths.push(literal.slice(1, -1));
      if (!isGroup) break;
    }
  }
  return paths;
}

class Head {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Goes past what the pattern, which must be sticky, matches here. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** Goes past white space (a byte order mark is some), comments and semicolons. */
  skip(): void {
    this.take(/(?:[\s;]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y);
  }
}
