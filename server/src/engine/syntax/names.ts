/** Interned identifiers: one number per spelling, so that trees hold numbers and comparisons are of numbers. */

/** An identifier's spelling, as `nameOf` numbered it; 0 is no name. */
export type Name = number;

const texts: string[] = [''];
const numbers = new Map<string, Name>([['', 0]]);

/** The number of a spelling. One table serves the whole thread: names mean the same in every tree of it. */
export function nameOf(text: string): Name {
  let name = numbers.get(text);
  if (name === undefined) {
    name = texts.length;
    // A substring of a file keeps the whole file alive in V8; a name must not.
    const own = detached(text);
    texts.push(own);
    numbers.set(own, name);
  }
  return name;
}

/** The spelling of a name. */
export function textOf(name: Name): string {
  return texts[name]!;
}

function detached(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string);
}

/** The blank identifier. */
export const blank: Name = nameOf('_');
