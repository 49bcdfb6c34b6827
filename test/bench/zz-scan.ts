/** check of folders given under GOROOT/src, mounted elsewhere; prints seconds, memory, counts. */
import type * as engine from '../support/engine.ts';
import { importBundled } from '../support/bundle.ts';
import { createNodeHost } from '../../server/src/host/node.ts';
import { goFolders } from '../../server/src/host/go-folders.ts';
async function main() {
  const host = createNodeHost(); const env0 = host.environment(''); const root = process.env['ROOT'] ?? env0.goroot + '/src';
  const real = (p: string) => p.startsWith('/bench') ? root + p.slice(6) : p;
  const env = { ...env0, files: { readFile: (p: string) => env0.files.readFile(real(p)), readDir: (p: string) => env0.files.readDir(real(p)) } };
  const { openWorkspaceOn, finish } = await importBundled<typeof engine>('test/support/engine.ts');
  const w = await openWorkspaceOn(env);
  const subs = process.argv.slice(2); const folders: string[] = [];
  for (const s of subs.length ? subs : ['']) for await (const f of goFolders(host, root + (s && '/' + s), [])) folders.push(f);
  const t = performance.now(); const times: [number, string][] = []; let size = 0; const counts: Record<string, number> = {}; const lines: string[] = [];
  const snap = w.snapshot();
  for (const f of folders) { const t0 = performance.now();
    for (const ds of finish(snap.check('/bench' + f.slice(root.length))).values()) for (const d of ds) { const k = d.severity + ' ' + d.rule; counts[k] = (counts[k] ?? 0) + 1;
      if (d.severity === 'warning' || d.severity === 'error') lines.push(`${d.file.slice(7)}:${(snap.read(d.file)?.text ?? '').slice(0, d.start).split('\n').length}: ${d.severity} ${d.rule}: ${d.message}`); 
      if (process.env['ALL']) lines.push(`${d.file.slice(7)}:${(snap.read(d.file)?.text ?? '').slice(0, d.start).split('\n').length}: ${d.severity} ${d.rule}: ${d.message} | ${d.related.map(r=>r.message+'@'+r.start).join(' ; ')}`); }
    times.push([performance.now() - t0, f.slice(root.length)]); }
  console.log('check', ((performance.now() - t) / 1000).toFixed(1), 's', 'rss', Math.round(process.resourceUsage().maxRSS / 1024), 'MiB', JSON.stringify(counts));
  for (const [ms, f] of times.sort((a, b) => b[0] - a[0]).slice(0, 12)) console.log(ms.toFixed(0).padStart(7), f);
  for (const l of lines.sort()) console.log(l);
}
void main();
