import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { indexLines, offsetAt, positionAt } from '../../../server/src/engine/syntax/text.js';

describe('line index', () => {
  test('lines end at \\n, \\r\\n and \\r', () => {
    const index = indexLines('a\nb\r\nc\rd');
    expect([...index.starts]).toEqual([0, 2, 5, 7]);
    expect([...index.ends]).toEqual([1, 3, 6, 8]);
  });

  test('a surrogate pair is two columns', () => {
    const index = indexLines('x😀y\n');
    expect(positionAt(index, 3)).toEqual({ line: 0, character: 3 });
    expect(positionAt(index, 5)).toEqual({ line: 1, character: 0 });
  });

  test('an offset between \\r and \\n belongs to the end of its line', () => {
    expect(positionAt(indexLines('ab\r\ncd'), 3)).toEqual({ line: 0, character: 2 });
  });

  test('what is out of range is clipped', () => {
    const index = indexLines('ab\ncd');
    expect(positionAt(index, -1)).toEqual({ line: 0, character: 0 });
    expect(positionAt(index, 99)).toEqual({ line: 1, character: 2 });
    expect(offsetAt(index, { line: 0, character: 99 })).toBe(2);
    expect(offsetAt(index, { line: 9, character: 0 })).toBe(5);
    expect(offsetAt(index, { line: -1, character: 3 })).toBe(0);
  });

  test('the empty text has one line', () => {
    expect(positionAt(indexLines(''), 0)).toEqual({ line: 0, character: 0 });
  });

  test('positions lead back to their offsets', () => {
    const unit = fc.constantFrom('a', 'é', '😀', '\n', '\r', '\r\n');
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = units.join('');
        const index = indexLines(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const isInsideLineEnd = text[offset - 1] === '\r' && text[offset] === '\n';
          if (!isInsideLineEnd) expect(offsetAt(index, positionAt(index, offset))).toBe(offset);
        }
      }),
    );
  });
});
