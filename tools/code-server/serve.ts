/** Runs an installed code-server on a free loopback port, with folders of its own for what it remembers. */
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

export interface RunningCodeServer {
  /** The page with a folder open; `payload` are the workbench's options, such as `extensionDevelopmentPath`. */
  pageOf(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** A path of this machine as the workbench names it. */
  uriOf(path: string): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  /** What `installCodeServer` returned. */
  readonly entry: string;
  /** Absolute; created if missing. */
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Resolves when it answers. */
export async function serveCodeServer(options: CodeServerOptions): Promise<RunningCodeServer> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const child = spawn(process.execPath, [options.entry, '--bind-addr', address, ...flags(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let wait = 0; !(await answers(`http://${address}/healthz`)); wait += pollInterval) {
    if (child.exitCode !== null || wait > patience) throw new Error(`code-server does not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, pollInterval));
  }
  const uriOf = (path: string): string => `vscode-remote://${address}${encodeURI(path)}`;
  return {
    uriOf,
    pageOf(folder, payload = []) {
      const query = new URLSearchParams({ folder, payload: JSON.stringify([['skipWelcome', 'true'], ...payload]) });
      return `http://${address}/?${query.toString()}`;
    },
    stop() {
      child.kill();
      return ended;
    },
  };
}

function flags({ userDataDir, extensionsDir }: CodeServerOptions): readonly string[] {
  return [
    ...['--auth', 'none', '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
  ];
}

const pollInterval = 100;
/** Milliseconds; it takes about one second on an idle machine. */
const patience = 60_000;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
