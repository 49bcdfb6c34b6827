/** Makes a file of a rule's example: whole declarations, without the package clause and the imports that they need. */

/** The file's text; imports are those of the standard library that the example mentions. */
export function examplePackage(declarations: string): string {
  if (/^package /m.test(declarations)) return declarations;
  const code = declarations.replace(/\/\/.*$|"(?:[^"\\]|\\.)*"/gm, '');
  const imports = [...importable].filter((path) => new RegExp(`\\b${path.split('/').at(-1)}\\.[A-Z]`).test(code));
  const clause = imports.length === 0 ? '' : `import (\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\n`;
  return `package example\n\n${clause}${declarations.trim()}\n`;
}

/** In the order of gofmt. */
const importable = [
  'context',
  'encoding/json',
  'errors',
  'fmt',
  'log',
  'maps',
  'net/http',
  'os',
  'slices',
  'sort',
  'strings',
  'sync',
  'sync/atomic',
  'testing',
  'time',
];
