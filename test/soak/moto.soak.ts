import { followMoto } from '../sandbox/clients/moto/follow-moto.ts';

/** Two minutes. `SOAK=short` is one service's worth of rows. */
followMoto((operation) => process.env['SOAK'] !== 'short' || operation.startsWith('Create'));
