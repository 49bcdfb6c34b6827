/** The engine's public interface. Nothing outside `engine/` imports any other file of it. */
export type { Environment, FileSystem, DirEntry } from './environment.js';
export type {
  Diagnostic,
  FileEdit,
  Location,
  PlainDiagnostic,
  RelatedInformation,
  Severity,
  SuggestedFix,
} from './diagnostic.js';
export type { HoverNote, HoverPlace, MapHover } from './hover.js';
export type { Job, Settings, Snapshot, Survey, TextChange, Workspace } from './workspace-api.js';
export type { PackageExports } from './flow/exports/exported.js';
export { applyEdits, overlaps } from './edits.js';
export { createWorkspace, defaultSettings } from './workspace.js';
export { loadGrammar, type Grammar } from './syntax/buffer/grammar.js';
export { rules, type RuleCode } from './rules/registry.js';
export { withStdSummary } from './packages/std-summary.js';
export { importFinder, type FindImport } from './packages/import-finder.js';
export { folderOf } from './packages/paths.js';
export { openInspector, type Inspected, type Inspector } from './inspect.js';
