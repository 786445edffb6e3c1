import { expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { fleetOf } from './fleet-of.ts';
import { plan } from './plan.ts';

const { physical } = scenarioDefaults;

it('is the plan’s servers with what its scenario says of racks and network', () => {
  const answer = plan(physical);
  const fleet = fleetOf(physical, answer);
  expect(fleet.ok && fleet.value).toMatchObject({
    servers: answer.fleet.servers,
    server: { id: physical.hardware.server },
    network: 'inference-frontend',
    facility: physical.facility,
  });
});

it('is refused with what binds the plan and how to relieve it', () => {
  const impossible = { ...physical, slo: { ...physical.slo, ttftP99Ms: 20 } };
  const fleet = fleetOf(physical, plan(impossible));
  expect(fleet.ok ? '' : fleet.error[0]!.message).toMatch(/^The plan has no fleet to stand into racks\. .+\. .+\.$/);
});
