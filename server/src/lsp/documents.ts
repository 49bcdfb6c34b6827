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

  /** As the client spelled it when it opened the document. */
  uriOf(path: string): string {
    return this.byPath.get(path)?.text.uri ?? uriOf(path);
  }
}

/** UTF-16 units; longer documents are shown by editors without language features, too. */
const longestText = 16 * 1024 * 1024;
