/** What a command takes, with all the processes that it starts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all processes and threads. */
  readonly processor: number;
  readonly megabytes: number;
}

/** Runs a command to its end. @throws if it fails otherwise than by having findings. */
export async function measured(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Usage> {
  const begin = performance.now();
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2000)));
  const watch = new TreeWatch(child);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wall = (performance.now() - begin) / 1000;
  watch.stop();
  // Findings are no failure.
  if (status === null || status > 3) throw new Error(`${command}: ${complaints}`);
  return { wall, processor: watch.processor, megabytes: watch.megabytes };
}

/** Processor time and memory of a process and all its descendants, read from /proc while they live. */
export class TreeWatch {
  megabytes = 0;
  processor = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly child: ChildProcess) {
    this.timer = setInterval(() => this.look(), 50);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const parents = new Map<string, string[]>();
    const stats = new Map<string, readonly string[]>();
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const stat = contentOf(`/proc/${pid}/stat`);
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields.length < 22) continue;
      stats.set(pid, fields);
      parents.set(fields[1]!, [...(parents.get(fields[1]!) ?? []), pid]);
    }
    let pages = 0;
    let used = 0;
    const pending = [String(this.child.pid)];
    for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
      const fields = stats.get(pid);
      if (!fields) continue;
      pending.push(...(parents.get(pid) ?? []));
      pages += Number(fields[21]);
      // Its own, and that of its children that have ended.
      for (const field of fields.slice(11, 15)) used += Number(field) / ticks;
    }
    this.processor = Math.max(this.processor, used);
    this.megabytes = Math.max(this.megabytes, (pages * 4096) / 1e6);
  }
}

/** Of a second; what Linux counts processor time in. */
const ticks = 100;

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}
