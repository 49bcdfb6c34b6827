/** A rule's page in Markdown: what `explain` prints and `docs/rules/` holds. */
import type { RuleDescription } from './context.js';

/** Where the page is on the web. */
export function rulePageUrl(code: string): string {
  return `https://github.com/mapguard/mapguard/blob/main/docs/rules/${code}.md`;
}

export function rulePage({ code, since, severity, docs }: RuleDescription): string {
  const sections = [
    `# ${code}`,
    `${capitalized(docs.summary)}.`,
    `Severity: \`${severity}\`. Since ${since}.`,
    '## Why is this bad?',
    docs.why,
    '## Reported',
    ...docs.bad.map(goBlock),
    '## Not reported',
    ...docs.good.map(goBlock),
    ...(docs.limits.length > 0 ? ['## Limits', list(docs.limits)] : []),
    ...(docs.fixes.length > 0 ? ['## Fixes', list(docs.fixes)] : []),
    '## Settings',
    `\`mapguard.rules.${code}\` sets the severity: \`error\`, \`warning\`, \`information\`, \`hint\` or \`off\`. In a module's` +
      ` \`.mapguard.json\` it is \`{ "rules": { "${code}": "off" } }\`, on the command line \`--rule ${code}=off\`.`,
    'One place is excused by a comment on the line or above it:',
    goBlock(`//mapguard:ignore ${code} -- why this is right`),
    ...(docs.references && docs.references.length > 0 ? ['## References', list(docs.references)] : []),
  ];
  return sections.join('\n\n') + '\n';
}

/** The code as readers should see it: the marks that tests look for are theirs alone. */
function goBlock(code: string): string {
  return `\`\`\`go\n${code.trim().replace(/\/\/ want .*$/gm, '// reported')}\n\`\`\``;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
