/** The entry in the status menu of Go files: what the server is busy with, and the way to its output. */
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient';
import type { Status } from './protocol.js';

export interface StatusItem extends vscode.Disposable {
  show(status: Status): void;
  setState(state: State): void;
}

export function createStatusItem(): StatusItem {
  const item = vscode.languages.createLanguageStatusItem('mapguard.status', { language: 'go' });
  item.name = 'Mapguard';
  item.command = { title: 'Show Output', command: 'mapguard.showOutput' };
  const put = (text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy: boolean): void => {
    Object.assign(item, { text, detail, severity, busy });
  };
  const { Information, Error } = vscode.LanguageStatusSeverity;
  return {
    show(status) {
      switch (status.state) {
        case 'idle':
          put('Mapguard', `${status.findings} findings, ${status.packages} packages checked`, Information, false);
          break;
        case 'scanning':
          put('Mapguard', `checking, ${status.done} of ${status.total} packages`, Information, true);
          break;
        case 'error':
          put('Mapguard', status.message, Error, false);
          break;
      }
    },
    setState(state) {
      if (state === State.Stopped) put('Mapguard', 'the server is not running', Error, false);
      else if (state !== State.Running) put('Mapguard', 'starting', Information, true);
    },
    dispose: () => item.dispose(),
  };
}
