import { describe, expect, it } from 'vitest';
import { Scheduler, type Task, type Urgency } from '../../server/src/lsp/scheduler.js';

describe('the scheduler', () => {
  it('runs the most urgent first, and equals in order', () => {
    const { scheduler, task, run, log } = setUp();
    for (const urgency of ['later', 'now', 'soon', 'now'] as const) scheduler.add(task(urgency, 1));
    run();
    expect(log).toEqual(['now 2 starts', 'now 2 ends', 'now 4 starts', 'now 4 ends', 'soon 3 starts', 'soon 3 ends', 'later 1 starts', 'later 1 ends']); // prettier-ignore
  });

  it('returns to the event loop before a frame is over', () => {
    const { scheduler, task, run, slices } = setUp();
    scheduler.add(task('now', 100));
    run();
    expect(Math.max(...slices)).toBeLessThan(16);
    expect(slices.length).toBeGreaterThan(9);
  });

  it('returns sooner where nobody waits for the result', () => {
    const { scheduler, task, run, slices } = setUp();
    scheduler.add(task('later', 100));
    run();
    expect(Math.max(...slices)).toBeLessThan(5);
  });

  it('starts what was interrupted anew, and lets what can wait wait for a pause', () => {
    const { scheduler, task, run, log, clock } = setUp();
    scheduler.add(task('soon', 20));
    clock.runSlice();
    scheduler.interrupt();
    const interrupted = clock.time;
    run();
    expect(log).toEqual(['soon 1 starts', 'soon 1 given up', 'soon 1 starts', 'soon 1 ends']);
    expect(clock.startedAt.at(-1)! - interrupted).toBeGreaterThanOrEqual(50);
  });

  it('sets the less urgent aside when the urgent comes, and takes it up again', () => {
    const { scheduler, task, run, log, clock } = setUp();
    scheduler.add(task('later', 20));
    clock.runSlice();
    scheduler.add(task('now', 1));
    run();
    expect(log).toEqual(['later 1 starts', 'later 1 given up', 'now 2 starts', 'now 2 ends', 'later 1 starts', 'later 1 ends']); // prettier-ignore
  });

  it('replaces a task by the next of its name, waiting or running', () => {
    const { scheduler, task, run, log, clock } = setUp();
    scheduler.add(task('now', 1, 'same'));
    scheduler.add(task('now', 20, 'same'));
    clock.runSlice();
    scheduler.add(task('now', 1, 'same'));
    run();
    expect(log).toEqual(['same starts', 'same given up', 'same starts', 'same ends']);
  });

  it('goes on after a job failed', () => {
    const { scheduler, task, run, log } = setUp();
    const failing: Task = {
      name: 'failing',
      urgency: 'now',
      // eslint-disable-next-line require-yield
      *start() {
        throw new Error('on purpose');
      },
    };
    scheduler.add(failing);
    scheduler.add(task('now', 1));
    run();
    expect(log).toEqual(['failing failed', 'now 1 starts', 'now 1 ends']);
  });
});

/** A scheduler in made-up time: each step of a job takes a millisecond. */
function setUp() {
  const log: string[] = [];
  const slices: number[] = [];
  const clock = {
    time: 1000,
    startedAt: [] as number[],
    queue: [] as { readonly at: number; readonly callback: () => void }[],
    runSlice(): void {
      clock.queue.sort((a, b) => a.at - b.at);
      const next = clock.queue.shift();
      if (next === undefined) return;
      clock.time = Math.max(clock.time, next.at);
      const begin = clock.time;
      next.callback();
      slices.push(clock.time - begin);
    },
  };
  const scheduler = new Scheduler(
    {
      now: () => clock.time,
      soon: (callback) => void clock.queue.push({ at: clock.time, callback }),
      after: (milliseconds, callback) => void clock.queue.push({ at: clock.time + milliseconds, callback }),
    },
    ({ name }) => log.push(`${name} failed`),
  );
  let count = 0;
  const task = (urgency: Urgency, steps: number, given?: string): Task => {
    const name = given ?? `${urgency} ${++count}`;
    return {
      name,
      urgency,
      *start() {
        clock.startedAt.push(clock.time);
        log.push(`${name} starts`);
        let isDone = false;
        try {
          for (let step = 0; step < steps; step++) {
            clock.time++;
            yield;
          }
          isDone = true;
          log.push(`${name} ends`);
        } finally {
          if (!isDone) log.push(`${name} given up`);
        }
      },
    };
  };
  const run = (): void => {
    while (clock.queue.length > 0) clock.runSlice();
  };
  return { scheduler, task, run, log, slices, clock };
}
