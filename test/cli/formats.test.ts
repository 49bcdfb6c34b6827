/**
 * Every format, as it is written: the same findings, chosen for what can go wrong (places outside the first plane of
 * Unicode, several lines, names that a format has to escape), against files in formats/. `vitest -u` renews those.
 */
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../server/src/cli/check-targets.js';
import type { Finding } from '../../server/src/check/finding.js';
import { formats, type ReportInput } from '../../server/src/cli/render/format.js';
import { indexing } from '../../server/src/cli/render/line-index.js';
import { rules } from '../../server/src/engine/index.js';

const sources: Readonly<Record<string, string>> = {
  '/repo/api/sale.go': `package api

func sale(list map[string]int) int {
	/* 🫖 100 % */ offer := list
	offer["tea"] = 0
	return len(list)
}
`,
  '/repo/api/odd, name%1.go': 'package api\r\n\r\nvar (\r\n\tall = list\r\n)\r\n',
};

/** The place of a piece of a source. */
function at(file: string, piece: string): { file: string; start: number; end: number } {
  const start = sources[file]!.indexOf(piece);
  return { file, start, end: start + piece.length };
}

const sale = '/repo/api/sale.go';
const odd = '/repo/api/odd, name%1.go';

const findings: readonly Finding[] = [
  {
    ...at(odd, 'var (\r\n\tall = list\r\n)'),
    rule: 'concurrent-map-access',
    severity: 'error',
    message: 'concurrent map writes: all is written at 100 %,\nand so on',
    symbol: 'all',
    related: [],
    fixes: [],
  },
  {
    ...at(sale, 'offer := list'),
    rule: 'map-alias-write',
    severity: 'warning',
    message: 'offer and list are one map',
    symbol: 'sale',
    related: [
      { ...at(sale, 'offer["tea"]'), message: 'the map is written through offer here' },
      { ...at(odd, 'all'), message: 'and known here' },
    ],
    fixes: [
      {
        title: 'Clone list with maps.Clone',
        kind: 'quickfix',
        preferred: true,
        applicability: 'unsafe',
        edits: [
          { file: sale, start: 12, end: 12, newText: '\nimport "maps"\n' },
          { ...at(sale, 'list\n'), end: at(sale, 'list\n').end - 1, newText: 'maps.Clone(list)' },
        ],
      },
    ],
  },
  {
    ...at(sale, '/* 🫖 100 % */'),
    rule: 'unused-suppression',
    severity: 'information',
    message: 'this suppression suppresses nothing',
    related: [],
    fixes: [],
  },
];

const failures: readonly Failure[] = [{ folder: '/repo/api/broken', error: 'Error: out of luck\n    at engine' }];

const input: ReportInput = {
  findings,
  failures: [],
  indexOf: indexing((file) => sources[file]!),
  cwd: '/repo/api',
  root: '/repo',
  isColored: false,
  rules,
  version: '1.2.3',
};

const nothing: ReportInput = { ...input, findings: [] };

describe.for([
  ['text', 'text.txt'],
  ['json', 'json.txt'],
  ['sarif', 'sarif.txt'],
  ['github', 'github.txt'],
  ['gitlab', 'gitlab.txt'],
] as const)('%s', ([format, file]) => {
  test('is as it was', async () => {
    // The rules' own pages are in the report, and change for reasons of their own.
    const short = {
      ...input,
      rules: rules.slice(0, 1).map((rule) => ({
        ...rule,
        docs: { ...rule.docs, bad: [], good: [], why: 'Because.', limits: [], fixes: [] },
      })),
    };
    await expect(formats[format](short)).toMatchFileSnapshot(`formats/${file}`);
  });

  test('says nothing in its own way', () => {
    const empty = { text: 'no findings\n', json: '', github: '', gitlab: '[]\n' } as const;
    if (format === 'sarif') expect((JSON.parse(formats.sarif(nothing)) as Log).runs[0]!.results).toEqual([]);
    else expect(formats[format](nothing)).toBe(empty[format]);
  });
});

test('text has colours where it is told so', async () => {
  await expect(formats.text({ ...input, isColored: true })).toMatchFileSnapshot('formats/text-coloured.txt');
});

test('JSON lines are JSON', () => {
  for (const line of formats.json(input).trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

describe('SARIF', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv as unknown as Parameters<typeof addFormats>[0]);
  const validate = ajv.compile(schema);

  /** What the official schema has against a report. */
  function complaints(text: string): readonly string[] {
    return validate(JSON.parse(text)) ? [] : validate.errors!.map((error) => `${error.instancePath} ${error.message}`);
  }

  test('is valid', () => {
    expect(complaints(formats.sarif(input))).toEqual([]);
    expect(complaints(formats.sarif(nothing))).toEqual([]);
    expect(complaints(formats.sarif({ ...input, failures }))).toEqual([]);
    expect(complaints('{ "version": "2.1.0", "runs": [{ "results": [] }] }')).not.toEqual([]);
  });

  test('says what went wrong', () => {
    const { invocations } = (JSON.parse(formats.sarif({ ...input, failures })) as Log).runs[0]!;
    expect(invocations![0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [
        { message: { text: 'internal error in api/broken: Error: out of luck\n    at engine' } },
      ],
    });
  });

  test('columns and regions point at what was found', () => {
    const { results } = (JSON.parse(formats.sarif(input)) as Log).runs[0]!;
    const { region } = results![1]!.locations![0]!.physicalLocation!;
    const line = sources[sale]!.split('\n')[region!.startLine! - 1]!;
    expect(line.slice(region!.startColumn! - 1, region!.endColumn! - 1)).toBe('offer := list');
  });

  test('fingerprints hold while lines move, and tell equal findings apart', () => {
    const prints = (report: ReportInput): readonly unknown[] =>
      (JSON.parse(formats.sarif(report)) as Log).runs[0]!.results!.map(
        ({ partialFingerprints }) => partialFingerprints,
      );
    const before = prints(input);
    const moved = `// Moved.\n\n${sources[sale]}`;
    const shift = moved.length - sources[sale]!.length;
    const movedFindings = findings.map((finding) =>
      finding.file === sale ? { ...finding, start: finding.start + shift, end: finding.end + shift } : finding,
    );
    const indexOf = indexing((file) => (file === sale ? moved : sources[file]!));
    expect(prints({ ...input, findings: movedFindings, indexOf })).toEqual(before);
    const twice = prints({ ...input, findings: [findings[1]!, findings[1]!] });
    expect(twice[0]).toEqual(before[1]);
    expect(twice[1]).not.toEqual(twice[0]);
  });
});
