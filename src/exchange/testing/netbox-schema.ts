/**
 * The schema of NetBox' device type library (netbox-community/devicetype-library, CC0-1.0: schema/devicetype.json @014cd468,
 * components.json @013d489b, generated_schema.json @03f56bb4, reusable.json @23856e67) as far as exports write it: every rule
 * of a device type, power ports, power outlets and interfaces; of the lists of types only those that we write, so that
 * another would be found.
 */
const label = { type: 'string', maxLength: 64 };
const described = { name: label, label, description: { type: 'string', maxLength: 200 } };
const draw = { type: 'integer', minimum: 1 };

const powerPort = {
  type: 'object',
  properties: {
    ...described,
    type: { type: 'string', enum: ['iec-60320-c14', 'iec-60320-c20', 'hardwired', 'other'] },
    maximum_draw: draw,
    allocated_draw: draw,
  },
  required: ['name', 'type'],
  additionalProperties: false,
};

const powerOutlet = {
  type: 'object',
  properties: {
    ...described,
    type: { type: 'string', enum: ['iec-60320-c13', 'iec-60320-c19', 'other'] },
    power_port: label,
    feed_leg: { type: 'string', enum: ['A', 'B', 'C'] },
  },
  required: ['name', 'type'],
  additionalProperties: false,
};

const networkInterface = {
  type: 'object',
  properties: {
    ...described,
    type: {
      type: 'string',
      enum: [
        '1000base-t',
        '10gbase-t',
        '25gbase-x-sfp28',
        '40gbase-x-qsfpp',
        '100gbase-x-qsfp28',
        '200gbase-x-qsfp56',
        '400gbase-x-osfp',
        '800gbase-x-osfp',
        'infiniband-edr',
        'infiniband-hdr',
        'infiniband-ndr',
        'infiniband-xdr',
        'other',
      ],
    },
    enabled: { type: 'boolean' },
    mgmt_only: { type: 'boolean' },
    bridge: label,
  },
  required: ['name', 'type'],
  additionalProperties: false,
};

export const deviceTypeLibrarySchema = {
  type: 'object',
  properties: {
    manufacturer: { type: 'string', maxLength: 100 },
    model: { type: 'string', maxLength: 100 },
    slug: { type: 'string', maxLength: 100, pattern: '^[-a-z0-9_]+$' },
    part_number: { type: 'string', maxLength: 50 },
    u_height: { type: 'number', minimum: 0, multipleOf: 0.5 },
    is_full_depth: { type: 'boolean' },
    airflow: { type: 'string' },
    weight: { type: 'number', minimum: 0, multipleOf: 0.01 },
    weight_unit: { type: 'string', enum: ['kg', 'g', 'lb', 'oz'] },
    front_image: { type: 'boolean' },
    rear_image: { type: 'boolean' },
    subdevice_role: { type: 'string', enum: ['parent', 'child'] },
    is_powered: { type: 'boolean' },
    'power-ports': { type: 'array', items: powerPort },
    'power-outlets': { type: 'array', items: powerOutlet },
    interfaces: { type: 'array', items: networkInterface },
    description: { type: 'string', maxLength: 200 },
    comments: { type: 'string' },
  },
  allOf: [
    { if: { required: ['weight'] }, then: { required: ['weight_unit'] } },
    { if: { required: ['weight_unit'] }, then: { required: ['weight'] } },
  ],
  required: ['manufacturer', 'model', 'slug', 'u_height', 'is_full_depth'],
  additionalProperties: false,
};

/**
 * Columns of NetBox' import forms by object (netbox/dcim/forms/bulk_import.py; 4.7.0-beta1, August 2026), without those that
 * every form has (description, owner, comments, tags).
 */
const forms: Readonly<Record<string, readonly string[]>> = {
  sites: ['name', 'slug', 'status', 'region', 'group', 'tenant', 'facility', 'time_zone', 'latitude', 'longitude'],
  locations: ['site', 'parent', 'name', 'slug', 'status', 'tenant', 'facility'],
  manufacturers: ['name', 'slug'],
  'rack-types': [
    'manufacturer',
    'model',
    'slug',
    'form_factor',
    'width',
    'u_height',
    'starting_unit',
    'desc_units',
    'outer_width',
    'outer_height',
    'outer_depth',
    'outer_unit',
    'mounting_depth',
    'weight',
    'max_weight',
    'weight_unit',
    'cooling_capability',
    'cooling_capacity',
  ],
  racks: [
    'site',
    'location',
    'group',
    'name',
    'facility_id',
    'tenant',
    'status',
    'role',
    'rack_type',
    'form_factor',
    'serial',
    'asset_tag',
    'width',
    'u_height',
    'desc_units',
    'outer_width',
    'outer_height',
    'outer_depth',
    'outer_unit',
    'mounting_depth',
    'airflow',
    'cooling_capability',
    'cooling_capacity',
    'weight',
    'max_weight',
    'weight_unit',
  ],
  'device-roles': ['name', 'slug', 'parent', 'color', 'vm_role', 'config_template'],
  devices: [
    'name',
    'role',
    'tenant',
    'manufacturer',
    'device_type',
    'platform',
    'serial',
    'asset_tag',
    'status',
    'site',
    'location',
    'rack',
    'position',
    'face',
    'latitude',
    'longitude',
    'parent',
    'device_bay',
    'airflow',
    'cooling_method',
    'virtual_chassis',
    'vc_position',
    'vc_priority',
    'cluster',
    'config_template',
  ],
  'power-panels': ['site', 'location', 'name'],
  'power-feeds': [
    'site',
    'power_panel',
    'location',
    'rack',
    'name',
    'status',
    'type',
    'mark_connected',
    'supply',
    'phase',
    'voltage',
    'amperage',
    'max_utilization',
    'tenant',
  ],
  cables: [
    'side_a_site',
    'side_a_device',
    'side_a_power_panel',
    'side_a_type',
    'side_a_name',
    'side_b_site',
    'side_b_device',
    'side_b_power_panel',
    'side_b_type',
    'side_b_name',
    'type',
    'status',
    'profile',
    'tenant',
    'bundle',
    'label',
    'color',
    'length',
    'length_unit',
  ],
  'cooling-sources': ['site', 'location', 'name', 'type', 'status', 'fluid_type', 'cooling_capacity'],
  'cooling-feeds': [
    'site',
    'cooling_source',
    'location',
    'rack',
    'name',
    'status',
    'cooling_capacity',
    'max_flow',
    'max_flow_unit',
    'tenant',
  ],
};

const COMMON = ['description', 'owner', 'comments', 'tags'];
const COOLING = ['cooling_capability', 'cooling_capacity', 'cooling_method'];

/** Columns that a release knows; null for an object that it does not have. 4.6 has no cooling. */
export const netboxColumns = (object: string, version: string): readonly string[] | null => {
  const columns = forms[object.endsWith('cables') ? 'cables' : object];
  if (columns === undefined || (version === '4.6' && object.startsWith('cooling'))) return null;
  return [...columns, ...COMMON].filter((name) => version !== '4.6' || !COOLING.includes(name));
};
