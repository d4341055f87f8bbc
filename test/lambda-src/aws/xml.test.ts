import * as fc from 'fast-check';
import { element, elements, escapeXml } from '../../../lambda-src/aws/xml';

test('elements and their texts, entities of every kind resolved', () => {
  const xml = '<R><Part><ETag>&quot;a&#34;&#x22;</ETag><Size>5</Size></Part>\n<Part><ETag>b &amp;lt;</ETag></Part><Partial>x</Partial></R>';
  expect(elements(xml, 'Part').map(part => [element(part, 'ETag'), element(part, 'Size')])).toEqual([['"a""', '5'], ['b &lt;', undefined]]);
  expect(elements(xml, 'Nothing')).toEqual([]);
  expect(element('<A>&#xFFFFFF;&unknown;</A>', 'A')).toBe('&#xFFFFFF;&unknown;');
});

test('every text comes back as it was escaped', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => {
    expect(element(`<A>${escapeXml(text)}</A>`, 'A')).toBe(text);
  }), { numRuns: 300 });
});
