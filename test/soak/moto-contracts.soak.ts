import { followContractsOnMoto } from '../migrations/adapters/aws/moto-contracts.ts';

followContractsOnMoto(['load balancer', 'cluster', 'scaling']);
