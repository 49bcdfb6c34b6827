/** Conventions of naming that say what a function does to the maps it is given. */
import type { Func } from '../types/types.js';
import { isMap } from '../types/index.js';

const writers =
  /^(Must)?(Add|Append|Set|Put|Insert|Store|Merge|Copy|Fill|Update|Delete|Remove|Clear|Drop|Discard|Purge|Prune|Reset|Apply|Inject|Populate|Collect|Mark|Register|Unmarshal|Decode|Bind|Init|Initiali[sz]e|Ensure|Override|Overlay|Replace|Rename|Move|Swap|Strip|Clean|Sanitize|Mutate|Modify|Change|Adjust|Increment|Inc|Decrement|Record|Assign|Enrich|Augment|Propagate|Patch|Transfer|Take|Pop|Push|Accumulate|Consume|Acquire|Release|Reserve|Try(Add|Set|Put|Mark|Insert))($|[^a-z])/;
const writesInto = /(Into|InPlace|In|To)$/;
const onlyLooks =
  /^(Print|Show|Log|Report|Render|Format|Dump|Display|Check|Validate|Verify|Assert|Inspect|Send|Write|Export|Notify|Describe)($|[^a-z])/;
/** Values that are there to write what they are given. */
const writingTypes =
  /(Builder|Encoder|Decoder|Collector|Visitor|Merger|Updater|Mutator|Setter|Writer|Parser|Loader|Scanner)$/;

/** Whether a function's name, receiver or results say that it may change a map passed to it. */
export function saysItWrites({ name, type }: Func): boolean {
  if (writers.test(name) || writesInto.test(name)) return true;
  const recv = type.recv?.type;
  const named = recv?.kind === 'pointer' ? recv.elem : recv;
  if (named?.kind === 'named' && writingTypes.test(named.obj.name)) return true;
  const results = type.results.filter((result) => !(result.type.kind === 'named' && result.type.obj.name === 'error'));
  // What returns nothing but perhaps an error is called for what it does.
  if (results.length === 0) return !onlyLooks.test(name);
  return results.some((result) => isMap(result.type));
}

/** Parameters that say themselves that others have the map, or that it is there to be written. */
const sharedWords =
  /^(out|dst|dest|into|to|result|results|acc|sink|seen|visited|visiting|done|memo|cache|registry|pool|set|target|stats)$|shared|cache|registry|visited|memo|seen/i;

export function saysItIsShared(parameter: string): boolean {
  return sharedWords.test(parameter);
}
