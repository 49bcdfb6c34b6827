/** The assertions of the suite, which also runs where there is no Node. */

export function ok(value: unknown, what: string): asserts value {
  if (!value) throw new Error(`Not so: ${what}`);
}

export function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`Expected ${shown(expected)}, got ${shown(actual)}`);
}

export function notEqual(actual: unknown, other: unknown): void {
  if (actual === other) throw new Error(`Expected anything but ${shown(other)}`);
}

/** Equal as JSON: enough for positions and lists of findings. */
export function deepEqual(actual: unknown, expected: unknown): void {
  equal(shown(actual), shown(expected));
}

export function match(text: string, pattern: RegExp): void {
  ok(pattern.test(text), `${shown(text)} matches ${String(pattern)}`);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
