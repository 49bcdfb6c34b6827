/** `textDocument/didSave`: a moment of rest, in which other packages learn of what was written. */
import type { Session } from '../session.js';

export function didSave(session: Session): void {
  session.scan.recheck();
}
