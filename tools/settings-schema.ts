/** The settings as VS Code's manifest describes them, and as a JSON schema for `.mapguard.json`, which holds the same. */
import type { RuleDescription } from '../server/src/cli/context.js';
import { rulePageUrl } from '../server/src/cli/rule-page.js';

/** The value of `contributes.configuration`. */
export function settingsSchema(rules: readonly RuleDescription[]): object {
  return {
    title: 'Mapguard',
    properties: {
      'mapguard.enable': {
        type: 'boolean',
        default: true,
        scope: 'resource',
        description: 'Whether Mapguard reports anything.',
      },
      'mapguard.workspaceScan': {
        type: 'string',
        enum: ['all', 'open', 'off'],
        enumDescriptions: [
          'Check every package of the workspace.',
          'Check the packages of open files.',
          'Check open files only.',
        ],
        default: 'all',
        scope: 'window',
        description: 'How much of the workspace is checked in the background.',
      },
      'mapguard.exclude': {
        type: 'array',
        items: { type: 'string' },
        default: [],
        scope: 'resource',
        description: 'Files and folders that are not reported, as patterns in the syntax of .gitignore.',
      },
      'mapguard.goVersion': {
        type: 'string',
        default: '',
        pattern: '^(1\\.\\d+)?$',
        patternErrorMessage: 'A Go version such as 1.21, or nothing.',
        scope: 'resource',
        description: 'The Go version of files outside modules, such as 1.21. Elsewhere go.mod says it.',
      },
      'mapguard.goroot': {
        type: 'string',
        default: '',
        scope: 'machine-overridable',
        description:
          "Go's folder. Found by itself where it is empty; without one, and for `off`, a summary of the standard library serves.",
      },
      ...Object.fromEntries(rules.map((rule) => [`mapguard.rules.${rule.code}`, ruleProperty(rule)])),
      'mapguard.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        scope: 'window',
        description: 'Writes the messages between the editor and the server to the output channel.',
      },
    },
  };
}

/**
 * Unset is a value of its own: a rule reports some findings with another severity than its default, and a setting
 * applies to all of them.
 */
function ruleProperty({ code, severity, docs }: RuleDescription): object {
  return {
    type: ['string', 'null'],
    enum: [null, 'error', 'warning', 'information', 'hint', 'off'],
    enumDescriptions: [`What the rule thinks right; in general: ${severity}.`],
    default: null,
    scope: 'resource',
    markdownDescription: `Severity of \`${code}\`: ${docs.summary}. ` + `[More](${rulePageUrl(code)})`,
  };
}

/** Where editors other than VS Code find the schema: the value of `$schema` in a settings file. */
export const projectSchemaUrl = 'https://raw.githubusercontent.com/mapguard/mapguard/main/docs/mapguard.schema.json';

/** The JSON schema of `.mapguard.json`. Settings of one person's editor are not for a project to make. */
export function projectSchema(rules: readonly RuleDescription[]): object {
  const { properties } = settingsSchema(rules) as { readonly properties: Readonly<Record<string, Property>> };
  const own: Record<string, object> = {
    $schema: { type: 'string', description: 'The schema of this file, for editors.' },
    rules: {
      type: 'object',
      description: 'Severities by rule.',
      additionalProperties: false,
      properties: Object.fromEntries(rules.map((rule) => [rule.code, projectRuleProperty(rule)])),
    },
  };
  for (const [name, property] of Object.entries(properties)) {
    if (/^mapguard\.(rules|trace)\./.test(name)) continue;
    const entries = Object.entries(property).filter(([key]) => key !== 'scope');
    own[name.slice('mapguard.'.length)] = Object.fromEntries(entries);
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: projectSchemaUrl,
    title: 'Settings of Mapguard for a module',
    description:
      'Stands beside go.mod, and holds for everybody who works on the module and for continuous integration.',
    type: 'object',
    additionalProperties: false,
    properties: own,
    allowComments: false,
    allowTrailingCommas: false,
  };
}

type Property = Readonly<Record<string, unknown>>;

function projectRuleProperty({ code, severity, docs }: RuleDescription): object {
  return {
    enum: ['error', 'warning', 'information', 'hint', 'off'],
    description: `${docs.summary} (in general: ${severity}). ${rulePageUrl(code)}`,
  };
}
