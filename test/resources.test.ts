import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedResources, DOCUMENT, renderResources, unjustified } from '../projenrc/resources/table';

describe('E7: each resource of each preset is justified', () => {
  const counted = countedResources();
  const all = [...counted.values()].flat();

  test('by one line, and no line is about nothing', () => {
    expect(unjustified(all)).toEqual([]);
  });

  test('in the table that is committed: npm run resources', () => {
    expect(readFileSync(join(__dirname, '..', DOCUMENT), 'utf8')).toBe(renderResources(counted));
  });

  test('and one that is not would be found', () => {
    const stranger = { type: 'AWS::EC2::NatGateway', path: 'Network/Nat' };
    expect(unjustified([...all, stranger])).toEqual(['AWS::EC2::NatGateway Network/Nat has 0 justifications']);
    expect(unjustified([...all, { type: 'AWS::S3::Bucket', path: 'Api/Spare' }])).toEqual(['AWS::S3::Bucket Api/Spare has 0 justifications']);
    expect(unjustified(all.filter(({ type }) => type !== 'AWS::WAFv2::WebACL'))).toEqual(['AWS::WAFv2::WebACL . is in no preset']);
  });
});
