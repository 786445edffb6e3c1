/** A sound file of own hardware. */
export const OWN_SERVER = JSON.stringify({
  format: 'roofrack-hardware',
  version: 1,
  servers: [{ id: 'own-box', model: 'Box', acceleratorId: 'h100-sxm', gpus: 8, uHeight: 6, maxPowerW: 9000 }],
});
