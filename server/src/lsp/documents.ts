/**
 * The documents that the client has open: their text with line starts, their versions, and by which URI the client
 * knows them. The engine keeps its own text; this one translates positions.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf, uriOf } from './uris.js';

export interface OpenDocument {
  readonly path: string;
  /** Changed in place by edits. */
  readonly text: TextDocument;
  /** Whether the engine has it: text that no Go file looks like is kept from it. */
  readonly isAnalyzed: boolean;
}

export class Documents {
  private readonly byPath = new Map<string, OpenDocument>();
  private readonly fromDisk = new Map<string, TextDocument>();

  all(): Iterable<OpenDocument> {
    return this.byPath.values();
  }

  get(path: string): OpenDocument | undefined {
    return this.byPath.get(path);
  }

  open(uri: string, version: number, text: string): OpenDocument {
    const path = pathOf(uri);
    const isAnalyzed = text.length <= longestText && !text.slice(0, 8000).includes('\0');
    const document = { path, text: TextDocument.create(uri, 'go', version, text), isAnalyzed };
    this.byPath.set(path, document);
    return document;
  }

  close(path: string): boolean {
    return this.byPath.delete(path);
  }

  /** A file that is not open, with its line starts. Kept for a while: findings name the same places at every keystroke. */
  ofDisk(path: string, text: string): TextDocument {
    let document = this.fromDisk.get(path);
    this.fromDisk.delete(path);
    if (document?.getText() !== text) document = TextDocument.create(path, 'go', onDisk, text);
    this.fromDisk.set(path, document);
    if (this.fromDisk.size > mostFromDisk) this.fromDisk.delete(this.fromDisk.keys().next().value!);
    return document;
  }

  /** As the client spelled it when it opened the document. */
  uriOf(path: string): string {
    return this.byPath.get(path)?.text.uri ?? uriOf(path);
  }
}

/** Stands for the version of a file that is not open. */
const onDisk = -1;

const mostFromDisk = 50;

/** UTF-16 units; longer documents are shown by editors without language features, too. */
const longestText = 16 * 1024 * 1024;
