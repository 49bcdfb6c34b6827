/**
 * What the commands need of the world, passed in by the entry point, so that tests run them without a process. Commands
 * write through `out` and `err`, never to the console, and return an exit status instead of ending anything.
 */
import type { Environment, Inspector, Severity, Workspace } from '../engine/index.js';
import type { Host } from '../host/host.js';
import type { Store } from '../check/store.js';
import type { WorkerPort } from '../check/worker-checker.js';

export interface CliContext {
  /** Absolute, with forward slashes; paths in output are relative to it. */
  readonly cwd: string;
  readonly host: Host;
  readonly out: Output;
  readonly err: Output;
  /** The version of this program. */
  readonly version: string;
  readonly rules: readonly RuleDescription[];
  openWorkspace(environment: Environment): Promise<Workspace>;
  openInspector(environment: Environment): Promise<Inspector>;
  /** How many threads may work at once. */
  readonly parallelism: number;
  /** Starts a thread that checks packages with Go's folder as set. */
  startWorker(goroot: string): WorkerPort;
  /** Tells this build of the program from every other. */
  identity(): Promise<string>;
  /** Where outcomes are kept from run to run. */
  readonly store: Store;
  /** The file's bytes as they are on disk; undefined if it cannot be read. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Replaces the file as a whole, or leaves it as it was. */
  writeFile(path: string, text: string): Promise<void>;
  /** Runs git with these arguments in a folder; undefined if there is no git. The only program that is ever run. */
  git(args: readonly string[], folder: string): Promise<GitOutcome | undefined>;
  /** Runs the language server over standard input and output until the client ends it. */
  serve(): Promise<never>;
  /** Speaks the go command's protocol for vet tools. */
  vet(args: readonly string[]): Promise<ExitStatus>;
  /** Aborted when the user wants to stop. */
  readonly signal?: AbortSignal;
}

export interface GitOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Output {
  /** Whether a person looks at it: colours and progress only then. */
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** What a rule says about itself. */
export interface RuleDescription {
  readonly code: string;
  /** The version of Mapguard that had it first. */
  readonly since: string;
  readonly severity: Severity;
  readonly docs: {
    readonly summary: string;
    readonly why: string;
    readonly bad: readonly string[];
    readonly good: readonly string[];
    readonly limits: readonly string[];
    readonly fixes: readonly string[];
    readonly references?: readonly string[];
  };
}

/** 0: nothing to complain about; 1: findings; 2: the command could not do what it was asked. */
export type ExitStatus = 0 | 1 | 2;

/** The user asked for something that cannot be done; the message says what, without a stack trace. */
export class UsageError extends Error {}
