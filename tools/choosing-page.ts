/**
 * The page that says which kind of shared map to choose, and its chart, from what `go test -bench` printed
 * (`test/oracle/benchmarks/results.txt`). Figures are medians over the repetitions of a case.
 */

interface Measurement {
  readonly store: string;
  readonly reads: string;
  readonly goroutines: number;
  /** Nanoseconds an access. */
  readonly time: number;
}

const stores = ['RWMutex', 'SafeMap', 'sync.Map', 'sharded', 'snapshot'] as const;
const mixes = ['50', '95', '99.9'] as const;
const counts = [1, 2, 4, 8] as const;
const colours: Readonly<Record<string, string>> = {
  RWMutex: '#4c78a8',
  SafeMap: '#72b7b2',
  'sync.Map': '#f58518',
  sharded: '#54a24b',
  snapshot: '#b279a2',
};

function measurementsIn(output: string): readonly Measurement[] {
  return [...timesIn(output)].map(([key, all]) => {
    const [store = '', reads = '', goroutines] = key.split(' ');
    return { store, reads, goroutines: Number(goroutines), time: median(all) };
  });
}

/** By case, the times of its repetitions. */
function timesIn(output: string): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, readonly number[]>();
  const pattern = /^BenchmarkStore\/([^/]+)\/reads=([\d.]+)\/goroutines=(\d+)(?:-\d+)?\s+\d+\s+([\d.]+) ns\/op/gm;
  for (const [, store, reads, goroutines, time] of output.matchAll(pattern)) {
    const key = `${store} ${reads} ${goroutines}`;
    times.set(key, [...(times.get(key) ?? []), Number(time)]);
  }
  return times;
}

/** How many times as long as the fastest the slowest repetition of a case took, at worst. */
function spread(output: string): number {
  return Math.max(...[...timesIn(output).values()].map((all) => Math.max(...all) / Math.min(...all)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Markdown, before it is formatted. */
export function choosingPage(output: string): string {
  const measured = measurementsIn(output);
  const tables = mixes.map((reads) => `### ${reads} % reads\n\n${table(measured, reads)}`);
  return `# Choosing a map that goroutines share

<!-- Made by tools/generate-choosing.ts from test/oracle/benchmarks/results.txt. -->

Mapguard's rewrites offer several ways to share a map. All of them are right; they differ in what an access costs and in what
can be done in one step.

| choose | when |
|---|---|
| a \`sync.RWMutex\` beside the map | several fields change together, or an update reads before it writes: one critical section covers it. The default |
| \`SafeMap\`, the same with the lock inside | the map stands alone: nobody can forget the lock. \`Update\` and \`LoadOrStore\` are atomic |
| \`sync.Map\` | entries are written once and read often, or goroutines use disjoint keys. An entry is stored as \`any\`; several entries cannot be changed together |
| a sharded map | many goroutines write different keys on many cores, and nobody needs the map as a whole |
| a snapshot behind \`atomic.Pointer\` | the map is replaced as a whole, or hardly ever written: readers take no lock and may keep what they got. Every write copies the map |

![Nanoseconds an access by kind of map, share of reads and goroutines](choosing.svg)

## What was measured

Nanoseconds an access (lower is better), medians of three short runs, on a map of 1024 string keys chosen at random. On
${machine(output)}.
The machine was shared with other work: the slowest run of a case took up to ${spread(output).toFixed(1)} times as long as the
fastest, so smaller differences mean nothing. They do not tell a \`RWMutex\` from a \`SafeMap\`. And with so few
cores there is little contention, which is what \`sync.Map\` and shards are for: that they pay on large machines is what their
designs promise, and is not measured here. Run it on yours: \`npm run docs:choosing -- --measure\`.

${tables.join('\n\n')}

The snapshot's writes copy all 1024 entries: it pays only where writes are rare. The chart's scale is logarithmic for that.
`;
}

/** What the output says of the machine: the processor, how many of it Go uses, the version. */
function machine(output: string): string {
  const cpu = /^cpu: (.*)$/m.exec(output)?.[1] ?? 'an unknown processor';
  const cores = /goroutines=1-(\d+)\s/.exec(output)?.[1] ?? '1';
  const version = /^go version (\S+) (\S+)/m.exec(output);
  return `${cores} cores of an ${cpu.replace(/\s+/g, ' ')}, ${version?.[1] ?? 'Go'} ${version?.[2] ?? ''}`;
}

function table(measured: readonly Measurement[], reads: string): string {
  const rows = stores.map((store) => {
    const cells = counts.map((goroutines) => timeOf(measured, store, reads, goroutines).toFixed(0));
    return `| ${store} | ${cells.join(' | ')} |`;
  });
  return ['| goroutines | 1 | 2 | 4 | 8 |', '|---|--:|--:|--:|--:|', ...rows].join('\n');
}

function timeOf(measured: readonly Measurement[], store: string, reads: string, goroutines: number): number {
  const found = measured.find((each) => each.store === store && each.reads === reads && each.goroutines === goroutines);
  if (!found) throw new Error(`no measurement of ${store} at ${reads} % reads, ${goroutines} goroutines`);
  return found.time;
}

const panel = { width: 230, height: 220, left: 50, top: 50, gap: 24 };

/** Three panels, one for each mix; logarithmic, since copying a map on each write is dearer by orders of magnitude. */
export function choosingChart(output: string): string {
  const measured = measurementsIn(output);
  const times = measured.map(({ time }) => time);
  const low = 10 ** Math.floor(Math.log10(Math.min(...times)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...times)));
  const y = (time: number): number => panel.top + panel.height * (1 - Math.log10(time / low) / Math.log10(high / low));
  const width = panel.left + mixes.length * (panel.width + panel.gap);
  const height = panel.top + panel.height + 60;
  const parts: string[] = [];
  mixes.forEach((reads, i) => {
    const left = panel.left + i * (panel.width + panel.gap);
    parts.push(text(left, panel.top - 10, `${reads} % reads`, 'font-weight="bold"'));
    for (let tick = low; tick <= high; tick *= 10) {
      const at = y(tick).toFixed(1);
      parts.push(`<line x1="${left}" x2="${left + panel.width}" y1="${at}" y2="${at}" stroke="#ccc"/>`);
      if (i === 0) parts.push(text(left - 6, y(tick) + 4, `${tick}`, 'text-anchor="end"'));
    }
    counts.forEach((goroutines, k) => {
      const group = left + (k * panel.width) / counts.length;
      stores.forEach((store, s) => {
        const top = y(timeOf(measured, store, reads, goroutines));
        const bar = `x="${(group + 4 + s * 10).toFixed(1)}" y="${top.toFixed(1)}" width="9"`;
        const title = `${store}, ${goroutines} goroutines: ${timeOf(measured, store, reads, goroutines).toFixed(0)} ns`;
        const size = `height="${(panel.top + panel.height - top).toFixed(1)}"`;
        parts.push(`<rect ${bar} ${size} fill="${colours[store]}"><title>${title}</title></rect>`);
      });
      parts.push(text(group + 29, panel.top + panel.height + 16, `${goroutines}`, 'text-anchor="middle"'));
    });
  });
  stores.forEach((store, s) => {
    const x = panel.left + s * 110;
    parts.push(`<rect x="${x}" y="${height - 24}" width="12" height="12" fill="${colours[store]}"/>`);
    parts.push(text(x + 18, height - 14, store));
  });
  parts.push(text(panel.left, 16, 'ns an access (logarithmic), by goroutines'));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;
}
