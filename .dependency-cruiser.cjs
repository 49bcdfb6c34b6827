/**
 * Which part may know which: entry → lsp | cli → check, host → engine/index → rules → flow → types, packages → syntax.
 * Nothing points back. The reasons are in docs/architecture.md.
 */
const engine = '^server/src/engine/';

/** A rule that forbids the files matching `from` to depend on those matching `to`. */
function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

module.exports = {
  forbidden: [
    forbid(
      'engine-is-pure',
      'The engine knows nothing of Node, editors or protocols; only the parser of open buffers uses tree-sitter.',
      { path: engine },
      { pathNot: [engine, 'node_modules/web-tree-sitter/'] },
    ),
    forbid(
      'tree-sitter-in-buffer-only',
      'No other part of the engine may hold a tree-sitter node.',
      { path: engine, pathNot: `${engine}syntax/buffer/` },
      { path: 'node_modules/web-tree-sitter/' },
    ),
    forbid(
      'syntax-is-the-ground',
      'The syntax tree knows nothing of what is made of it.',
      { path: `${engine}syntax/` },
      { path: engine, pathNot: `${engine}syntax/` },
    ),
    forbid(
      'types-below-flow',
      'Types and packages know nothing of flow, rules or the workspace.',
      { path: `${engine}(types|packages)/` },
      { path: engine, pathNot: `${engine}(syntax|types|packages)/|${engine}(environment|text)\\.ts$` },
    ),
    forbid(
      'flow-below-rules',
      'Facts are gathered without knowing which rule asks for them.',
      { path: `${engine}flow/` },
      { path: `${engine}(rules|rewrites|workspace|suppress|index)` },
    ),
    forbid(
      'rules-below-workspace',
      'A rule sees a pass, not the workspace it is part of.',
      { path: `${engine}(rules|rewrites)/` },
      { path: `${engine}(workspace|suppress|index)\\.ts$` },
    ),
    forbid(
      'rewrites-below-rules',
      'Edit builders serve all rules and know none, only what a rule is given.',
      { path: `${engine}rewrites/` },
      { path: `${engine}rules/`, pathNot: `${engine}rules/(pass|rule)\\.ts$` },
    ),
    forbid(
      'engine-through-index',
      "The engine's public interface is engine/index.ts.",
      { path: '^(server/src|client)/', pathNot: engine },
      { path: engine, pathNot: `${engine}index\\.ts$` },
    ),
    forbid(
      'host-stands-alone',
      'Reading files is no business of the protocol or the command line.',
      { path: '^server/src/host/' },
      { path: '^server/src/(lsp|cli|check|entry)/' },
    ),
    forbid(
      'check-below-lsp-and-cli',
      'Checking many packages, in threads and from a store, serves editors and the command line alike.',
      { path: '^server/src/check/' },
      { path: '^server/src/(lsp|cli|entry|host)/' },
    ),
    forbid(
      'lsp-and-cli-apart',
      'The language server and the command line share the engine, the host and the checking of packages, not each other.',
      { path: '^server/src/(lsp|cli)/' },
      { path: '^server/src/(lsp|cli|entry)/', pathNot: '^server/src/$1/' },
    ),
    forbid(
      'protocol-in-lsp-only',
      'Only lsp/ speaks LSP; entry/ opens its connection.',
      { path: '^server/src/', pathNot: '^server/src/(lsp|entry)/' },
      { path: 'node_modules/vscode-' },
    ),
    forbid(
      'client-is-thin',
      'The client talks to the server over the protocol.',
      { path: '^client/' },
      { path: '^server/' },
    ),
    forbid(
      'tests-stay-outside',
      'The product does not depend on its tests and tools.',
      { path: '^(server|client)/' },
      { path: '^(test|tools)/' },
    ),
    forbid(
      'no-cycles',
      'Folders do not need each other; inside one, functions may call each other as the grammar does.',
      { path: '^(.+)/[^/]+$' },
      { circular: true, via: { pathNot: '^$1/', dependencyTypesNot: ['type-only'] } },
    ),
    forbid('resolves', 'Every import leads somewhere.', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures|test/sample)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
