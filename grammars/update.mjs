/**
 * Copies the grammar from the installed tree-sitter-go package and writes manifest.json. Run it after the package's
 * version changed: `node grammars/update.mjs`. A test fails while the copy and the package differ.
 */
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

async function update() {
  const wasm = await readFile(require.resolve('tree-sitter-go/tree-sitter-go.wasm'));
  const { name, version, license } = JSON.parse(await readFile(require.resolve('tree-sitter-go/package.json'), 'utf8'));
  const manifest = {
    file: 'tree-sitter-go.wasm',
    package: name,
    version,
    license,
    licenseFile: 'LICENSE.tree-sitter-go',
    sha256: createHash('sha256').update(wasm).digest('hex'),
  };
  await writeFile(new URL(manifest.file, import.meta.url), wasm);
  await writeFile(new URL('manifest.json', import.meta.url), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(require.resolve('tree-sitter-go/LICENSE'), new URL(manifest.licenseFile, import.meta.url));
}

await update();
