/** The settings of the extension as VS Code's manifest describes them. */
import type { RuleDescription } from '../server/src/cli/context.js';

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
    markdownDescription:
      `Severity of \`${code}\`: ${docs.summary}. ` +
      `[More](https://github.com/mapguard/mapguard/blob/main/docs/rules/${code}.md)`,
  };
}
