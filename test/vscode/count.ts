/** Reads what the suite prints, and counts. */

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Takes one line of the editor's console; true at the last of the suite's. */
export function readLine(text: string, count: Count): boolean {
  const mark = 'test: ';
  const start = text.indexOf(mark);
  if (start < 0) {
    if (process.env['VERBOSE']) console.log(`  ${text}`);
    return false;
  }
  const line = text.slice(start + mark.length);
  if (!line.startsWith('done ')) {
    console.log(line.replace(/^skip /, 'skipped: '));
    return false;
  }
  const { passed, failed, skipped } = JSON.parse(line.slice('done '.length).split('\n')[0]!) as Count;
  count.passed += passed;
  count.failed += failed;
  count.skipped += skipped;
  return true;
}

/** Milliseconds until a suite that is silent counts as hanging. */
export const patience = 300_000;
