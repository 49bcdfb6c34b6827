/**
 * Runs the engine's jobs a few milliseconds at a time, the most urgent first, so that the next keystroke never waits
 * for work that is about to be out of date. In one thread a message can't even be received while a job runs: every
 * slice ends by returning to the event loop.
 */
import type { Job } from '../engine/index.js';

/**
 * `now`: what a person looks at, at once. `soon`: what may have changed with it, when typing pauses. `later`: the rest
 * of the workspace, when nothing is typed for a while.
 */
export type Urgency = 'now' | 'soon' | 'later';

export interface Task {
  /** A task replaces the waiting or running one of the same name. */
  readonly name: string;
  readonly urgency: Urgency;
  /** Called when its turn comes, and again after it was interrupted: it takes the snapshot of that moment. */
  start(): Job<void>;
}

/** Where time comes from: real in the servers, made up in tests. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Calls back after pending messages were received. */
  soon(callback: () => void): void;
  after(milliseconds: number, callback: () => void): void;
}

export class Scheduler {
  private readonly waiting: Record<Urgency, Map<string, Task>> = { now: new Map(), soon: new Map(), later: new Map() };
  private running: { readonly task: Task; readonly job: Job<void> } | undefined;
  private isAwake = false;
  private hasAlarm = false;
  private lastInterruption = -Infinity;
  private isInterrupted = false;

  constructor(
    private readonly clock: Clock,
    /** An exception in a job: told, and the job given up. */
    private readonly failed: (task: Task, error: unknown) => void,
  ) {}

  add(task: Task): void {
    this.drop(task.name);
    this.waiting[task.urgency].set(task.name, task);
    this.wake();
  }

  drop(name: string): void {
    if (this.running?.task.name === name) this.stop();
    for (const urgency of urgencies) this.waiting[urgency].delete(name);
  }

  /** Something has changed: what runs has to start again, and what can wait, waits for a pause. */
  interrupt(): void {
    this.lastInterruption = this.clock.now();
    this.isInterrupted = true;
    const task = this.running?.task;
    if (task === undefined) return;
    this.stop();
    const { [task.urgency]: queue } = this.waiting;
    const others = [...queue];
    queue.clear();
    queue.set(task.name, task);
    for (const [name, other] of others) queue.set(name, other);
    this.wake();
  }

  private stop(): void {
    const job = this.running?.job;
    this.running = undefined;
    job?.return();
  }

  private wake(): void {
    if (this.isAwake) return;
    this.isAwake = true;
    this.clock.soon(this.slice);
  }

  private wakeAfter(milliseconds: number): void {
    if (this.hasAlarm) return;
    this.hasAlarm = true;
    this.clock.after(milliseconds, () => {
      this.hasAlarm = false;
      this.wake();
    });
  }

  private readonly slice = (): void => {
    if (this.isInterrupted) {
      // Where one message came there may be more, waiting for their turn: work begins when none is left, or a burst of
      // edits would be diagnosed one by one.
      this.isInterrupted = false;
      this.clock.soon(this.slice);
      return;
    }
    const begin = this.clock.now();
    let end: number;
    do {
      const wait = this.choose(begin);
      if (wait === 'idle') {
        this.isAwake = false;
        return;
      }
      if (wait > 0) {
        this.isAwake = false;
        this.wakeAfter(wait);
        return;
      }
      // One slice may end one task and begin a less urgent one, which has to leave earlier.
      end = begin + sliceLengths[this.running?.task.urgency ?? 'later'];
      this.step(end);
    } while (this.clock.now() < end);
    this.clock.soon(this.slice);
  };

  /** Makes the most urgent task the running one; or how many milliseconds to wait until one may run. */
  private choose(now: number): number | 'idle' {
    const urgency = urgencies.find((each) => this.waiting[each].size > 0 || this.running?.task.urgency === each);
    if (urgency === undefined) return 'idle';
    const wait = this.lastInterruption + pauses[urgency] - now;
    if (wait > 0) return wait;
    if (this.running?.task.urgency === urgency) return 0;
    // A less urgent job is set aside, not abandoned for good: it starts again when its turn comes.
    if (this.running) this.waiting[this.running.task.urgency].set(this.running.task.name, this.running.task);
    this.stop();
    const [name, task] = this.waiting[urgency].entries().next().value!;
    this.waiting[urgency].delete(name);
    this.running = { task, job: task.start() };
    return 0;
  }

  private step(end: number): void {
    const running = this.running;
    if (running === undefined) return;
    try {
      while (this.running === running) {
        if (running.job.next().done === true) {
          if (this.running === running) this.running = undefined;
          return;
        }
        if (this.clock.now() >= end) return;
      }
    } catch (error) {
      if (this.running === running) this.running = undefined;
      this.failed(running.task, error);
    }
  }
}

const urgencies: readonly Urgency[] = ['now', 'soon', 'later'];

/** Milliseconds without an interruption before a task of this urgency runs. */
const pauses: Readonly<Record<Urgency, number>> = { now: 0, soon: 60, later: 300 };

/**
 * Milliseconds. Half a frame for what a person waits for: what is typed meanwhile is still answered within the frame.
 * Less for what nobody waits for, since a keystroke may come at any moment of it.
 */
const sliceLengths: Readonly<Record<Urgency, number>> = { now: 8, soon: 4, later: 3 };
