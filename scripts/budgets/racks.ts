import { findServer } from '../../src/catalog/catalog.ts';
import { suppliesThatMayFail } from '../../src/catalog/supplies.ts';
import { allFailures } from '../../src/racks/failures/all-failures.ts';
import { compileChain } from '../../src/racks/failures/compile-chain.ts';
import { hallChain } from '../../src/racks/failures/hall-chain.ts';
import { leafPairs, uniformRacks } from '../../src/racks/failures/uniform-hall.ts';
import type { Device } from '../../src/racks/device.ts';
import type { Budget } from './budget.ts';

