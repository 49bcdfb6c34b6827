/** Modules that come without types. */

/** Mocha's own build for browsers; importing it defines `mocha` and the functions of its interface. */
declare module 'mocha/mocha.js';

/** The server of VS Code for the Web, without the part that opens a browser of its own choice. */
declare module '@vscode/test-web/out/server/app.js' {
  import type { RequestListener } from 'node:http';
  export default function createApp(configuration: Readonly<Record<string, unknown>>): Promise<{
    callback(): RequestListener;
  }>;
}
