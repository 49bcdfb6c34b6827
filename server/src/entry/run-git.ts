/** Runs git, for the one option that asks for it. */
import { execFile } from 'node:child_process';
import type { GitOutcome } from '../cli/context.js';

/** Undefined if there is no git. */
export function runGit(args: readonly string[], folder: string): Promise<GitOutcome | undefined> {
  // Windows would look for git in the folder first, which is not ours to trust.
  const env = { ...process.env, NoDefaultCurrentDirectoryInExePath: '1', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
  const options = { cwd: folder, env, maxBuffer: largestGitOutput, encoding: 'utf8' } as const;
  return new Promise((resolve, reject) => {
    execFile('git', args, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') resolve(undefined);
      else if (error !== null && typeof error.code !== 'number') reject(new Error(`git: ${error.message}`));
      else resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const largestGitOutput = 1024 * 1024 * 1024;
