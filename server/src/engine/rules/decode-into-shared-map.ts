/**
 * decode-into-shared-map: a decoder is given a copy whose maps are those of the original, which stays in use.
 *
 * Needs the copies that flow analysis watches, and which maps a decoder adds to (`decoding.ts`), in the function itself
 * or in one that it hands the value to. A copy that is put back where it came from was the original all along.
 */
import type { FunctionFacts } from '../flow/analysis.js';
import type { CopyFact, SharedWrite } from '../flow/copies.js';
import { cloneFixes } from '../rewrites/clone.js';
import { cloneFieldFixes } from '../rewrites/clone-fields.js';
import { freshValueFixes } from '../rewrites/fresh-value.js';
import { isMap } from '../types/index.js';
import { copySpan, isSecondName } from './map-alias-write.js';
import { isNilSource } from './nil-source.js';
import { shortText } from './pass.js';
import { defineRule, type Span } from './rule.js';

interface Evidence {
  readonly facts: FunctionFacts;
  readonly copy: CopyFact;
  readonly shared: SharedWrite;
}

export const decodeIntoSharedMap = defineRule({
  code: 'decode-into-shared-map',
  since: '0.1.0',
  severity: 'warning',

  docs: {
    summary: 'a decoder adds to the map of a copy, which is the map of the original too',
    why: `Decoders keep a map that is there and add entries to it. A copy of a struct has the maps of the original, so
what is decoded into the copy is in the original from then on, and in every later copy of it.`,
    bad: [
      `type mail struct {
	Subject string            \`json:"subject"\`
	Headers map[string]string \`json:"headers"\`
}

type mailer struct{ template mail }

func (m *mailer) compose(doc []byte) (mail, error) {
	out := m.template
	err := json.Unmarshal(doc, &out) // want decode-into-shared-map
	return out, err
}`,
    ],
    good: [
      `type mail struct {
	Subject string            \`json:"subject"\`
	Headers map[string]string \`json:"headers"\`
}

type mailer struct{ template mail }

func (m *mailer) compose(doc []byte) (mail, error) {
	out := m.template
	out.Headers = maps.Clone(m.template.Headers)
	err := json.Unmarshal(doc, &out)
	return out, err
}`,
    ],
    limits: [
      'Misses: maps behind pointers inside the value, and types that decode themselves (`UnmarshalJSON` and its kin).',
      'Misses: fields with the tag `-` of one encoding, decoded by another one.',
    ],
    fixes: [
      '**Clone the maps of the copy** before it is decoded into. Unsafe: it ends the sharing, and somebody may have wanted it.',
      '**Decode into a new value**. Unsafe: what the original held no longer shows through.',
    ],
    references: ['https://pkg.go.dev/encoding/json#Unmarshal', 'https://github.com/golang/go/issues/31924'],
  },

  *detectInFunction(facts, questions): Iterable<Evidence> {
    for (const copy of facts.copies) {
      if (copy.storedBack || copy.form === 'entries') continue;
      const decoded = copy.writes.filter(
        ({ write, pair }) => write.how === 'decode' && !isNilSource(facts, questions, pair),
      );
      const shared = decoded.find(({ read }) => read) ?? decoded[0];
      if (!shared || (isMap(copy.type) && !isSecondMap(facts, copy))) continue;
      yield { facts, copy, shared };
    }
  },

  report({ facts, copy, shared }) {
    const decl = copy.origin?.func.decl ?? facts.func.decl;
    const source = shortText({ decl, node: copy.source });
    const target = copy.target ? shortText({ decl, node: copy.target }) : 'the copy';
    const field = shared.pair.path.join('.');
    const [into, other] = shared.via === 'copy' ? [target, source] : [source, target];
    const maps = field ? `map ${field} of ${into}` : into;
    return {
      at: shared.write.calls[0] ?? shared.write.site,
      message: `decoding adds to ${maps}, which is that of ${other} too: ${other} changes`,
      notes: [
        {
          at: copyPlace(facts, copy),
          message: `${copy.call ? 'the parameter' : target} is a copy of ${source}: both have one map`,
        },
        ...(shared.write.calls.length > 0 ? [{ at: shared.write.site, message: 'it is decoded here' }] : []),
        ...(shared.read ? [{ at: shared.read, message: `${other} is used here, after the decoding` }] : []),
      ],
    };
  },

  fixes({ facts, copy, shared }, pass) {
    if (copy.origin) return [];
    const clones = isMap(copy.type) ? cloneFixes(pass, facts, copy) : cloneFieldFixes(pass, facts, copy, shared);
    return shared.via === 'copy' ? [...clones, ...freshValueFixes(pass, facts.func.decl, copy.source)] : clones;
  },
});

/** Whether a second name of a map is taken for a second map: a short name for a field is not. */
function isSecondMap(facts: FunctionFacts, copy: CopyFact): boolean {
  const { variable } = facts.locations.object(copy.sourceRoot);
  return copy.independent || variable?.role === 'package' || isSecondName(facts, copy);
}

function copyPlace(facts: FunctionFacts, copy: CopyFact): Span {
  if (copy.call) return copy.call;
  return copy.origin ? { decl: copy.origin.func.decl, node: copy.node } : copySpan(facts, copy);
}
