/** Many packages and several threads: order, crashes, interruption. The threads are stand-ins that do what a test says. */
import { describe, expect, test } from 'vitest';
import type { PackageExports } from '../../server/src/engine/index.js';
import { checkAll } from '../../server/src/check/check-all.js';
import type { ImportGraph } from '../../server/src/check/work-queue.js';
import type { CheckOutcome, Checker, CheckTask } from '../../server/src/check/checker.js';
import type { WorkerPort } from '../../server/src/check/worker-checker.js';
import { run } from './run-in-memory.js';

const settings = { enable: true, rules: {}, goVersion: '' };
const tasks = Array.from({ length: 40 }, (_, at): CheckTask => ({ folder: `/p${at}`, settings, least: 'hint' }));

const noImports: ImportGraph = {
  importsOf: () => [],
  testImportsOf: () => [],
  sizeOf: () => 1,
  everythingFor: () => [],
};

/** An outcome that tells which task it belongs to. */
function outcomeOf({ folder }: CheckTask): CheckOutcome {
  const at = { file: `${folder}/a.go`, start: 0, end: 1 };
  return { findings: [{ ...at, rule: 'r', severity: 'warning', message: folder, related: [], fixes: [] }] };
}

/** Checkers that answer late and out of order; `behave` may throw. */
function checkers(behave: (task: CheckTask) => void = () => Promise.resolve()) {
  const opened: string[][] = [];
  let open = 0;
  return {
    opened,
    stillOpen: () => open,
    open(): Promise<Checker> {
      const seen: string[] = [];
      opened.push(seen);
      open++;
      return Promise.resolve({
        async check(task) {
          seen.push(task.folder);
          await new Promise((resolve) => setTimeout(resolve, (seen.length * 7 + opened.length * 3) % 5));
          behave(task);
          return outcomeOf(task);
        },
        begin: () => Promise.resolve({}),
        close() {
          open--;
          return Promise.resolve();
        },
      });
    },
  };
}

function foldersOf(outcomes: readonly CheckOutcome[]): readonly (string | undefined)[] {
  return outcomes.map((outcome) => (outcome.error === undefined ? outcome.findings[0]!.message : undefined));
}

describe.for([1, 2, 3, 60])('checkAll with %d checkers', (count) => {
  test('gives outcomes in the order of the tasks', async () => {
    const made = checkers();
    let done = 0;
    const outcomes = await checkAll(tasks, { count, open: made.open }, noImports, new Map(), () =>
      Promise.resolve(void done++),
    );
    expect(foldersOf(outcomes)).toEqual(tasks.map(({ folder }) => folder));
    expect(done).toBe(tasks.length);
    expect(made.opened.flat().sort()).toEqual(tasks.map(({ folder }) => folder).sort());
    expect(made.stillOpen()).toBe(0);
    expect(made.opened.length).toBe(Math.min(count, tasks.length));
  });

  test('loses only the package that a checker died of', async () => {
    const made = checkers(({ folder }) => {
      if (folder === '/p5' || folder === '/p17') throw new Error('died');
    });
    const outcomes = await checkAll(tasks, { count, open: made.open }, noImports, new Map(), () => Promise.resolve());
    const lost = tasks.filter((_, at) => outcomes[at]!.error !== undefined);
    expect(lost.map(({ folder }) => folder)).toEqual(['/p5', '/p17']);
    expect(foldersOf(outcomes).filter((folder) => folder !== undefined)).toHaveLength(38);
    expect(made.stillOpen()).toBe(0);
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const made = checkers(({ folder }) => {
      if (folder === '/p5') controller.abort(new Error('enough'));
      controller.signal.throwIfAborted();
    });
    const lanes = { count, open: made.open, signal: controller.signal };
    await expect(checkAll(tasks, lanes, noImports, new Map(), () => Promise.resolve())).rejects.toThrow('enough');
    expect(made.opened.flat().length).toBeLessThanOrEqual(tasks.length);
  });
});

describe.for([1, 2, 3])('packages that import each other, with %d checkers', (count) => {
  const imports: Readonly<Record<string, readonly string[]>> = {
    '/p0': ['/p5', '/p9'],
    '/p5': ['/p9'],
    '/p9': ['/p30'],
  };
  const below = (folder: string): readonly string[] =>
    (imports[folder] ?? []).flatMap((imported) => [imported, ...below(imported)]);
  const graph: ImportGraph = {
    importsOf: (folder) => imports[folder] ?? [],
    testImportsOf: () => [],
    sizeOf: () => 1,
    everythingFor: below,
  };
  const exportsOf = (folder: string): PackageExports => ({ files: [folder], functions: {} });

  test('are checked after those they import, and are told what those export, once', async () => {
    const begun: string[] = [];
    const known = new Map<string, readonly string[]>();
    const lanes = {
      count,
      open: (): Promise<Checker> =>
        Promise.resolve({
          check(task) {
            begun.push(task.folder);
            known.set(
              task.folder,
              task.known!.map(([folder, { files }]) => `${folder} ${files[0]!}`),
            );
            return Promise.resolve({ findings: [], exports: exportsOf(task.folder) });
          },
          begin: () => Promise.resolve({}),
          close: () => Promise.resolve(),
        }),
    };
    const elsewhere = new Map([['/p30', exportsOf('/elsewhere')]]);
    const some = tasks.filter(({ folder }) => folder !== '/p30');
    await checkAll(some, lanes, graph, elsewhere, () => Promise.resolve());
    expect(begun.indexOf('/p9')).toBeLessThan(begun.indexOf('/p5'));
    expect(begun.indexOf('/p5')).toBeLessThan(begun.indexOf('/p0'));
    expect(known.get('/p9')).toEqual(['/p30 /elsewhere']);
    // One checker knows what it has found out itself.
    if (count === 1) expect(known.get('/p0')).toEqual([]);
  });

  test('are checked all the same when they go round in a circle', async () => {
    const circle: ImportGraph = { importsOf: (folder) => (folder === '/p1' ? ['/p2'] : folder === '/p2' ? ['/p1'] : []), testImportsOf: () => [], sizeOf: () => 1, everythingFor: () => [] }; // prettier-ignore
    const outcomes = await checkAll(tasks, { count, open: checkers().open }, circle, new Map(), () =>
      Promise.resolve(),
    );
    expect(foldersOf(outcomes)).toEqual(tasks.map(({ folder }) => folder));
  });
});

describe('check --jobs', () => {
  const names = Array.from({ length: 48 }, (_, at) => `p${String(at).padStart(2, '0')}`);
  const files = (): Map<string, string> =>
    new Map([
      ['/work/go.mod', 'module example.com/many\n'],
      ...names.map((name): [string, string] => [`/work/${name}/a.go`, 'package a\n']),
    ]);

  /** A thread that dies of one package. */
  function startWorker(fatal: string, started: string[][]): () => WorkerPort {
    return () => {
      const seen: string[] = [];
      started.push(seen);
      let answer: (outcome: CheckOutcome) => void;
      let end: (reason: string) => void;
      return {
        send(task) {
          seen.push(task.folder);
          setImmediate(() => (task.folder === fatal ? end('out of memory') : answer(outcomeOf(task))));
        },
        listen({ onReady, onOutcome, onEnd }) {
          answer = onOutcome;
          end = onEnd;
          onReady();
        },
        end: () => Promise.resolve(),
      };
    };
  }

  test('names the package that a thread died of, and reports the rest', async () => {
    const started: string[][] = [];
    const more = { parallelism: 2, startWorker: startWorker('/work/p07', started) };
    const { status, out, err } = await run('check --format json --jobs 2', files(), more);
    expect(err).toMatch(/^mapguard: internal error in p07: Error: out of memory\n/);
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { file: string }).file);
    expect(found).toEqual(names.filter((name) => name !== 'p07').map((name) => `${name}/a.go`));
    expect(started).toHaveLength(3);
    expect(status).toBe(2);
  });

  test('says once that no thread can start', async () => {
    const more = {
      parallelism: 2,
      startWorker: (): WorkerPort => ({
        send: () => undefined,
        listen: ({ onEnd }) => setImmediate(() => onEnd('worker.js is missing')),
        end: () => Promise.resolve(),
      }),
    };
    const { status, out, err } = await run('check --format json --jobs 2', files(), more);
    expect(err.match(/cannot start/g)).toHaveLength(1);
    expect(err).toMatch(/^mapguard: threads that check packages cannot start: worker.js is missing\n$/);
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  test('uses as many threads as it may, and none where there is little to do', async () => {
    const started: string[][] = [];
    const more = { parallelism: 2, startWorker: startWorker('', started) };
    await run('check --jobs 3', files(), more);
    expect(started).toHaveLength(3);
    await run('check --jobs 1', files(), more);
    expect(started).toHaveLength(4);
    await run('check p01 p02', files(), more);
    expect(started).toHaveLength(4);
  });

  test.for(['0', '-1', '1.5', 'many'])('--jobs %s: says what is wrong', async (jobs) => {
    const { status, err } = await run(`check --jobs=${jobs}`, files());
    expect(err).toContain('It is no positive number.');
    expect(status).toBe(2);
  });
});

describe('packages whose tests lead back to them', () => {
  const imports: Readonly<Record<string, readonly string[]>> = { '/p1': ['/p0'], '/p2': ['/p1'] };
  const graph: ImportGraph = {
    importsOf: (folder) => imports[folder] ?? [],
    testImportsOf: (folder) => (folder === '/p0' ? ['/p2'] : (imports[folder] ?? [])),
    sizeOf: () => 1,
    everythingFor: () => ['/p0', '/p1', '/p2'],
  };
  const exportsOf = (folder: string): PackageExports => ({ files: [folder], functions: {} });

  test('are begun first, and checked when all that their tests import is known', async () => {
    const steps: string[] = [];
    const open = (): Promise<Checker> =>
      Promise.resolve({
        begin(task) {
          steps.push(`begin ${task.folder}`);
          return Promise.resolve({ exports: exportsOf(task.folder) });
        },
        check(task) {
          steps.push(`check ${task.folder}`);
          return Promise.resolve({ findings: [], exports: exportsOf(task.folder) });
        },
        close: () => Promise.resolve(),
      });
    await checkAll(tasks.slice(0, 3), { count: 2, open }, graph, new Map(), () => Promise.resolve());
    expect(steps).toEqual(['begin /p0', 'check /p1', 'check /p2', 'check /p0']);
  });

  test('tell others what was found on the way', async () => {
    const known: (readonly string[])[] = [];
    let kept: CheckOutcome | undefined;
    const open = (): Promise<Checker> =>
      Promise.resolve({
        begin: () => Promise.resolve({}),
        check(task) {
          known.push(task.known!.map(([folder]) => folder));
          const onTheWay = task.folder === '/p0' ? [['/p1', exportsOf('/p1')] as const] : [];
          return Promise.resolve({ findings: [], exports: exportsOf(task.folder), onTheWay });
        },
        close: () => Promise.resolve(),
      });
    await checkAll(tasks.slice(0, 3), { count: 1, open }, graph, new Map(), (at, outcome) => {
      if (at === 0) kept = outcome;
      return Promise.resolve();
    });
    // The checker itself knows what it has found.
    expect(known.flat()).toEqual([]);
    expect(kept).toEqual({ findings: [], exports: exportsOf('/p0') });
  });
});
