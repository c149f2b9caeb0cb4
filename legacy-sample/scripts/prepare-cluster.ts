import { loadEmptyCluster } from '../database/empty-cluster.ts';

// Fills the cache that the server starts from.
await loadEmptyCluster();
