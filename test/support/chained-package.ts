/** Packages that import one another in a row: what the first does to a map reaches all of them. */

/**
 * The text of package number `i` of a module. `Use` has a finding if `Fill`, which is `body`, writes to its parameter:
 * by default that of the first does, and the others call the one before.
 * @param path the import path of the packages, without the number.
 */
export function chainedPackage(path: string, i: number, body = i === 0 ? 'm["a"] = 1' : 'p.Fill(m)'): string {
  const before = body.includes('p.') ? `import p "${path}${i - 1}"\n\n` : '';
  const use = 'func Use(m map[string]int) int {\n\town := m\n\tFill(own)\n\treturn len(m)\n}\n';
  return `package p\n\n${before}func Fill(m map[string]int) { ${body} }\n\n${use}`;
}
