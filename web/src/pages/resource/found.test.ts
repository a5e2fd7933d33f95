import { describe, expect, it } from 'vitest';
import type { Drifted, Installation } from '~/api/types';
import { addedResource, installedResource, targetsOf } from './found';

const resource = {
  model: 'Export',
  templateId: 't1',
  name: 'Orders',
  id: 'e1',
  state: 'edited',
} as const;
const installation = {
  resources: [resource],
  connections: [{ templateId: 't2', name: 'Shop', id: 'c1' }],
} as unknown as Installation;

describe('a resource of an installation', () => {
  it('is one that was installed, or a connection that is bound', () => {
    expect(installedResource(installation, 'e1')).toEqual(resource);
    expect(installedResource(installation, 'c1')).toEqual({
      id: 'c1',
      model: 'Connection',
      name: 'Shop',
      state: 'own',
    });
    expect(installedResource(installation, 't1')).toBeUndefined();
  });

  it('is one that was added, and not what differs otherwise', () => {
    const drifted = [
      { id: 'e1', model: 'Export', name: 'Orders', state: 'edited' },
      { id: 'f1', model: 'Flow', name: 'Mine', state: 'added' },
    ] as Drifted[];
    expect(addedResource(drifted, 'f1')).toEqual({
      id: 'f1',
      model: 'Flow',
      name: 'Mine',
      state: 'added',
    });
    expect(addedResource(drifted, 'e1')).toBeUndefined();
  });

  it('can be referred to by its id alone', () => {
    const targets = targetsOf(installation);
    expect([...targets.keys()].sort()).toEqual(['c1', 'e1']);
    expect(targets.get('e1')).toMatchObject({ name: 'Orders', model: 'Export' });
    expect(targets.get('c1')).toMatchObject({ isOwn: true, model: 'Connection' });
  });
});
