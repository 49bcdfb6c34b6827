/** `npm run docs`, second half: writes the extension's settings into package.json. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../server/src/engine/index.js';
import { renderManifest, root } from './generated-files.js';

writeFileSync(join(root, 'package.json'), renderManifest(rules));
