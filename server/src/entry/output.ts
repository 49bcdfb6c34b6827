/** Standard output and standard error, as commands see them. */
import pc from 'picocolors';
import type { Output } from '../cli/context.js';

export function outputTo(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    // Of a pipe it is undefined, whatever the types say.
    isTerminal: Boolean(stream.isTTY) && pc.isColorSupported,
    write: (text) => void stream.write(text),
  };
}
