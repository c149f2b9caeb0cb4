import { followContractsOnMoto } from './moto-contracts.ts';

// The quickest; `npm run soak` has all of them.
followContractsOnMoto(['names']);
