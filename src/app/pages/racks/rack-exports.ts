import type { Layout } from '../../../racks/layout.ts';
import type { Plan } from '../../../records/plan.ts';
import { download } from '../download.ts';

/** Ways to take racks along; what writes them is loaded when it is asked for. */
export interface RackExport {
  readonly label: string;
  save(layout: Layout, plan: Plan): Promise<void>;
}

export const rackExports: readonly RackExport[] = [
  {
    label: 'Drawing (SVG)',
    save: async (layout) => {
      const { elevationSvg } = await import('../../../exchange/elevation-svg.ts');
      download(`${layout.name}.svg`, 'image/svg+xml', elevationSvg(layout));
    },
  },
  {
    label: 'Workbook (XLSX)',
    save: async (layout, plan) => {
      const [{ layoutTables }, { workbook }] = await Promise.all([
        import('../../../exchange/layout-tables.ts'),
        import('../../../exchange/workbook.ts'),
      ]);
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      download(`${layout.name}.xlsx`, type, new Blob([await workbook(layoutTables(layout, plan))]));
    },
  },
  {
    label: 'Tables (CSV)',
    save: async (layout, plan) => {
      const [{ layoutTables, tableCsv }, { zip }] = await Promise.all([
        import('../../../exchange/layout-tables.ts'),
        import('../../../exchange/zip.ts'),
      ]);
      const files = layoutTables(layout, plan).map((table) => ({
        name: `${table.name.toLowerCase().replaceAll(' ', '-')}.csv`,
        text: tableCsv(table),
      }));
      download(`${layout.name}-csv.zip`, 'application/zip', new Blob([zip(files)]));
    },
  },
  {
    label: 'NetBox',
    save: async (layout) => {
      const [{ exportNetbox }, { zip }] = await Promise.all([
        import('../../../exchange/netbox/export-netbox.ts'),
        import('../../../exchange/zip.ts'),
      ]);
      download(`${layout.name}-netbox.zip`, 'application/zip', new Blob([zip(exportNetbox(layout, '4.7').files)]));
    },
  },
];
