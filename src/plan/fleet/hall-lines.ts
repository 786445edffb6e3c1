import { ASSUMED_RACK_MM, hallDepthM } from '../../racks/hall/hall.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** The floor that the racks take, all of one size. */
export const hallLines = (ledger: Ledger, { facility, hall }: PhysicalScenario): void => {
  ledger.choice('hall.racksPerRow', hall.racksPerRow);
  ledger.choice('hall.perimeterMm', hall.perimeterMm);
  const assumed = { source: 'assumed' };
  const { rackWidthMm, rackDepthMm } = facility;
  ledger.choice('facility.rackWidthMm', rackWidthMm ?? ASSUMED_RACK_MM.widthMm, rackWidthMm === null ? assumed : {});
  ledger.choice('facility.rackDepthMm', rackDepthMm ?? ASSUMED_RACK_MM.depthMm, rackDepthMm === null ? assumed : {});
  ledger.line('hall.rows', 'ceil(fleet.racks / hall.racksPerRow)');
  ledger.line(
    'hall.widthM',
    '(min(fleet.racks, hall.racksPerRow) * facility.rackWidthMm + 2 * hall.perimeterMm) / 1000',
  );
  ledger.model(
    'hall.depthM',
    hallDepthM(ledger.value('hall.rows'), hall, ledger.value('facility.rackDepthMm') / 1000),
    'rows with hot and cold aisles between them in turn (docs/racks.md)',
    ['hall.rows', 'facility.rackDepthMm', 'hall.perimeterMm'],
  );
  ledger.line('hall.areaM2', 'hall.widthM * hall.depthM');
  ledger.line('hall.kwPerM2', '1000 * power.itMw / hall.areaM2');
};
