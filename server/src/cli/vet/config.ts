/** The file by which the go command describes a package to its vet tool; of its properties those that are used here. */
export interface VetConfig {
  /** Tells test variants apart: `fmt [fmt.test]`. */
  readonly ID: string;
  readonly ImportPath: string;
  readonly Dir: string;
  /** Empty for the standard library, and for build systems that know of no modules. */
  readonly ModulePath: string;
  /** Empty for modules that are being worked on. */
  readonly ModuleVersion: string;
  /** Absolute. Of a package under test the test files as well. */
  readonly GoFiles: readonly string[];
  /** Files of facts about the packages it imports, by import path. */
  readonly PackageVetx: Readonly<Record<string, string>>;
  /** Whether only facts are wanted: somebody imports the package, nobody asked about it. */
  readonly VetxOnly: boolean;
  /** Where the facts go. */
  readonly VetxOutput: string;
  /** Where JSON goes instead of standard output; the go command of 1.26 and later keeps it. */
  readonly Stdout: string;
}

/** Undefined if the text is no such description. */
export function parseVetConfig(text: string): VetConfig | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const string = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  const files = given['GoFiles'];
  if (!Array.isArray(files) || string('Dir') === '' || string('VetxOutput') === '') return undefined;
  return {
    ID: string('ID'),
    ImportPath: string('ImportPath'),
    Dir: string('Dir'),
    ModulePath: string('ModulePath'),
    ModuleVersion: string('ModuleVersion'),
    GoFiles: files.filter((file) => typeof file === 'string'),
    PackageVetx: (given['PackageVetx'] ?? {}) as VetConfig['PackageVetx'],
    VetxOnly: given['VetxOnly'] === true,
    VetxOutput: string('VetxOutput'),
    Stdout: string('Stdout'),
  };
}
