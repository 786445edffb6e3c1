import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layout } from '../racks/layout.ts';
import { device } from '../racks/testing/devices.ts';
import { layouts, rackType } from '../racks/testing/layouts.ts';
import { elevationSvg } from './elevation-svg.ts';
import { superPod } from './testing/real-fleet.ts';

it('draws each distinct rack once, from both sides, with its numbers', () => {
  const svg = elevationSvg(superPod(31));
  expect(svg).toContain('31 DGX H100: 9 racks');
  expect(svg).toContain('Racks 1 to 7, 7 alike: Compute rack');
  expect(svg).toContain('Rack 8: Compute rack');
  expect(svg.match(/>front</g)).toHaveLength(3);
  // Four servers seen from the front, their backs from the rear, and three of each in the last rack.
  expect(svg.match(/<title>DGX H100[^<]*units 1 to 8, 10,200 W/g)).toHaveLength(4);
  expect(svg.match(/\(back\)/g)).toHaveLength(4 + 3 + 12);
});

it('shows half-depth devices from their own side, half-width ones side by side, mirrored at the rear', () => {
  const half = device('half', { depth: 'half', width: 'half', heightUnits: 1 });
  const svg = elevationSvg(
    layout('Halves', {
      devices: [half],
      racks: [
        {
          rack: rackType('rack', { heightUnits: 4 }),
          count: 1,
          placements: [
            { device: 'half', bottomUnit: 1, face: 'front', side: 'left' },
            { device: 'half', bottomUnit: 1, face: 'rear', side: 'left' },
          ],
        },
      ],
    }),
  );
  const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="108"/g)].map((match) => Number(match[1]));
  // At the left of the front view, at the right of the rear view.
  expect(boxes).toEqual([26 + 1, 26 + 220 + 26 + 110 + 1]);
});

it('is well-formed whatever things are called', () => {
  fc.assert(
    fc.property(layouts, fc.string(), (some, name) => {
      const hostile = { ...some, name: `${name}<script>&"` };
      const svg = elevationSvg(hostile);
      // Tags nest, and between them stands nothing that would begin another.
      const open: string[] = [];
      for (const [, close, tag, empty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[a-zA-Z:-]+="[^"<]*")*\s*(\/?)>/g)) {
        if (close === '/') expect(open.pop()).toBe(tag);
        else if (empty === '') open.push(tag!);
      }
      expect(open).toEqual([]);
      expect(svg.replace(/<\/?[a-z]+(?:\s+[a-zA-Z:-]+="[^"<]*")*\s*\/?>/g, '')).not.toMatch(
        /[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/,
      );
    }),
  );
});
