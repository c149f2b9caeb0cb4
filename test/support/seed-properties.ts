import { configureGlobal } from 'fast-check';

const { PROPERTY_SEED: seed = '20261121' } = process.env;

if (seed !== 'random') configureGlobal({ seed: Number(seed) });
