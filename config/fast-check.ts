import fc from 'fast-check';

/**
 * The gate draws the same cases every time, so that its answer is that of the change and not of the day.
 * `ROOFRACK_SEED` draws others.
 */
fc.configureGlobal({ seed: Number(process.env['ROOFRACK_SEED'] ?? 20_261_122) });
