import type { ServiceTable } from '../row.ts';
import { AUTOSCALING } from './autoscaling.ts';
import { CLOUD_MAP } from './cloud-map/table.ts';
import { CLOUDWATCH } from './cloudwatch.ts';
import { ECS } from './ecs/table.ts';
import { ELBV2 } from './elbv2/table.ts';
import { S3 } from './s3.ts';
import { STS } from './sts.ts';

export const TABLES: readonly ServiceTable[] = [AUTOSCALING, ECS, ELBV2, CLOUDWATCH, CLOUD_MAP, S3, STS];
