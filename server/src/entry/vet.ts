/** `mapguard-vet`: what `go vet -vettool` runs. Small, since the go command starts it once for every package. */
import { vet } from './vet-tool.js';

void main();

async function main(): Promise<void> {
  process.exitCode = await vet(process.argv.slice(2));
}
