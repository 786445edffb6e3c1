import { expect, it } from 'vitest';
import type { PlacedRack } from '../../racks/device.ts';
import { rackType } from '../../racks/testing/devices.ts';
import { RackRoom } from './rack-room.ts';

const racks = (count: number): readonly PlacedRack[] => [{ rack: rackType(), count, placements: [] }];

it('takes moves back and makes them again, and a new one ends what could be made again', () => {
  const room = new RackRoom();
  const [packed, first, second, other] = [racks(1), racks(2), racks(3), racks(4)];
  room.undo('fleet');
  room.move('fleet', packed, first);
  room.move('fleet', packed, second);
  room.undo('fleet');
  expect([room.racks('fleet', packed), room.steps('fleet')]).toEqual([first, { back: 1, forward: 1 }]);
  room.redo('fleet');
  expect(room.racks('fleet', packed)).toBe(second);
  room.undo('fleet');
  room.undo('fleet');
  expect([room.racks('fleet', racks(9)), room.steps('fleet')]).toEqual([packed, { back: 0, forward: 2 }]);
  room.move('fleet', packed, other);
  room.redo('fleet');
  expect([room.racks('fleet', packed), room.steps('fleet')]).toEqual([other, { back: 1, forward: 0 }]);
});

it('knows the moves of one fleet: another begins as it was packed', () => {
  const room = new RackRoom();
  room.move('one', racks(1), racks(2));
  const packed = racks(5);
  room.undo('other');
  expect([room.racks('other', packed), room.steps('other')]).toEqual([packed, { back: 0, forward: 0 }]);
  room.move('other', packed, racks(6));
  room.undo('other');
  expect(room.racks('other', [])).toBe(packed);
});

it('switches parts off and on again', () => {
  const room = new RackRoom();
  room.toggle('panel A1');
  room.toggle('rack A01');
  room.toggle('panel A1');
  expect(room.off.get()).toEqual(['rack A01']);
});
