/** What the client on the other side can do, read once from its capabilities. */
import type * as lsp from 'vscode-languageserver';

export interface ClientFeatures {
  /** Whether diagnostics are pulled by the client or pushed by us. */
  readonly diagnostics: 'pull' | 'push';
  readonly refreshDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  /** Whether an action's edit may be left for `codeAction/resolve`. */
  readonly resolveEdit: boolean;
  /** Whether hovers may be Markdown. */
  readonly markdown: boolean;
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  readonly configuration: boolean;
  readonly registerConfiguration: boolean;
  readonly registerWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly progress: boolean;
  /** Whether it knows the `mapguard/status` notification. */
  readonly status: boolean;
}

/** What our own client says about itself in `initializationOptions`. */
export interface InitializationOptions {
  /** Asks for pushed diagnostics though the client could pull. */
  readonly diagnostics?: 'pull' | 'push';
  readonly status?: boolean;
  /** Settings for clients without `workspace/configuration`. */
  readonly settings?: unknown;
}

export function featuresOf(
  { workspace, textDocument, window }: lsp.ClientCapabilities,
  options: InitializationOptions,
) {
  const published = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  return {
    diagnostics: pulled !== undefined && options.diagnostics !== 'push' ? 'pull' : 'push',
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: (published?.relatedInformation ?? pulled?.relatedInformation) === true,
    codeDescription: (published?.codeDescriptionSupport ?? pulled?.codeDescriptionSupport) === true,
    tags: (published?.tagSupport ?? pulled?.tagSupport)?.valueSet.includes(1) === true,
    resolveEdit: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    status: options.status === true,
  } satisfies ClientFeatures as ClientFeatures;
}
