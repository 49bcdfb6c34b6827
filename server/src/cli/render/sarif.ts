/**
 * SARIF 2.1.0, for code scanning services: rules with their pages, results with the path of their evidence (code flows),
 * fixes and fingerprints that hold while lines move. Paths are relative to the repository's root.
 */
import type { Log, PhysicalLocation, Region, ReportingDescriptor, Result, Location as SarifLocation } from 'sarif';
import type { Location, Severity, SuggestedFix } from '../../engine/index.js';
import type { RuleDescription } from '../context.js';
import type { Finding } from '../../check/finding.js';
import { fingerprinting } from '../identity.js';
import { relative } from '../paths.js';
import { rulePage, rulePageUrl } from '../rule-page.js';
import type { ReportInput } from './format.js';

export function sarifReport(input: ReportInput): string {
  const { findings, failures, rules, version, root } = input;
  const descriptors = [...rules.map(descriptorOf), ...undescribed(findings, rules)];
  const fingerprintOf = fingerprinting(input.indexOf, root);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Mapguard',
            semanticVersion: version,
            informationUri: 'https://github.com/mapguard/mapguard',
            rules: descriptors,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [rootId]: { description: { text: 'The root of the repository.' } } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(({ folder, error }) => ({
              level: 'error',
              message: { text: `internal error in ${relative(folder, root)}: ${error}` },
            })),
          },
        ],
        results: findings.map((finding) => ({
          ...resultOf(finding, input),
          ruleIndex: descriptors.findIndex(({ id }) => id === finding.rule),
          partialFingerprints: { 'mapguardFinding/v1': fingerprintOf(finding) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const rootId = '%SRCROOT%';

const levels: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function descriptorOf(rule: RuleDescription): ReportingDescriptor {
  const { code, severity, docs } = rule;
  const page = rulePage(rule);
  return {
    id: code,
    shortDescription: { text: docs.summary },
    fullDescription: { text: docs.why },
    help: { text: page, markdown: page },
    helpUri: rulePageUrl(code),
    defaultConfiguration: { level: levels[severity] },
  };
}

/** Findings about the use of the tool itself, such as a suppression that suppresses nothing, come from no rule. */
function undescribed(findings: readonly Finding[], rules: readonly RuleDescription[]): readonly ReportingDescriptor[] {
  const known = new Set(rules.map(({ code }) => code));
  return [...new Set(findings.map(({ rule }) => rule))].filter((rule) => !known.has(rule)).map((id) => ({ id }));
}

function resultOf(finding: Finding, input: ReportInput): Result {
  const { rule, severity, message, related, fixes, symbol } = finding;
  const at = physicalLocation(finding, input);
  const logical = symbol === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: symbol }] };
  const evidence = related.map((each): SarifLocation => ({
    physicalLocation: physicalLocation(each, input),
    message: { text: each.message },
  }));
  const steps = [{ physicalLocation: at, message: { text: message } }, ...evidence];
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: at, ...logical }],
    relatedLocations: evidence.map((location, id) => ({ id, ...location })),
    ...(evidence.length > 0
      ? { codeFlows: [{ threadFlows: [{ locations: steps.map((location) => ({ location })) }] }] }
      : {}),
    fixes: fixes.map((fix) => fixOf(fix, input)),
  };
}

function fixOf({ title, edits }: SuggestedFix, input: ReportInput): NonNullable<Result['fixes']>[number] {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file, input.root), uriBaseId: rootId },
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: regionOf(edit, input), insertedContent: { text: edit.newText } })),
    })),
  };
}

function physicalLocation(location: Location, input: ReportInput): PhysicalLocation {
  const region = regionOf(location, input);
  const line = input.indexOf(location.file).lineAt(region.startLine! - 1);
  return {
    artifactLocation: { uri: uriOf(location.file, input.root), uriBaseId: rootId },
    region,
    contextRegion: { startLine: region.startLine!, snippet: { text: line } },
  };
}

/** Lines and columns count from 1; the end is one past the last character. */
function regionOf({ file, start, end }: Location, { indexOf }: ReportInput): Region {
  const from = indexOf(file).positionOf(start);
  const to = indexOf(file).positionOf(end);
  return {
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

function uriOf(file: string, root: string): string {
  return relative(file, root).split('/').map(encodeURIComponent).join('/');
}
