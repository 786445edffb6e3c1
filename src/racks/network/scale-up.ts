import type { ScaleUp } from '../../catalog/schema.ts';

/** The NVLink network of one rack-scale system, counted from its parts. */
export interface ScaleUpCount {
  readonly switchChips: number;
  readonly links: number;
  readonly linksPerChip: number;
  /** Every accelerator has one link to every chip: any two are one switch apart. */
  readonly fullMesh: boolean;
  /** All accelerators together, both directions added. */
  readonly bandwidthTBps: number;
}

export const countScaleUp = ({
  switchTrays,
  chipsPerSwitchTray,
  gpus,
  linksPerGpu,
  gbytesPerSecondPerGpu,
}: ScaleUp): ScaleUpCount => {
  const switchChips = switchTrays * chipsPerSwitchTray;
  const links = gpus * linksPerGpu;
  return {
    switchChips,
    links,
    linksPerChip: links / switchChips,
    fullMesh: linksPerGpu === switchChips,
    bandwidthTBps: (gpus * gbytesPerSecondPerGpu) / 1000,
  };
};
