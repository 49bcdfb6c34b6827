/** `workspace/didChangeConfiguration`: settings take effect at once, pulled where the client lets them be pulled. */
import { parseSettings } from '../../host/settings.js';
import type { Session } from '../session.js';

/** `pushed` is what the client sent along: all there is for clients that can't be asked. */
export async function configure(session: Session, pushed: unknown): Promise<void> {
  const { connection, client } = session;
  let given = sectionOf(pushed);
  if (client.configuration) {
    const asked = connection.workspace.getConfiguration('mapguard') as Promise<unknown>;
    given = await within(asked, patience).catch((error: unknown) => {
      connection.console.warn(`The client did not give its settings: ${String(error)}`);
      return given;
    });
  }
  const { settings, problems } = parseSettings(given);
  for (const problem of problems) connection.console.warn(`Settings: ${problem}`);
  session.configure(settings);
}

/** Clients push either their settings for us, or all of theirs. */
function sectionOf(pushed: unknown): unknown {
  if (typeof pushed !== 'object' || pushed === null) return undefined;
  return 'mapguard' in pushed ? pushed.mapguard : pushed;
}

/** Milliseconds until the work begins with defaults. */
const patience = 3000;

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
