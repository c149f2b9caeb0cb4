import { AwsError } from '../wire/service.ts';

export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const clientException = (message: string) => new AwsError('ClientException', message);
export const clusterNotFound = () => new AwsError('ClusterNotFoundException', 'Cluster not found.');
export const clusterInactive = () => new AwsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
export const serviceNotFound = () => new AwsError('ServiceNotFoundException', 'Service not found.');
export const serviceNotActive = () => new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
export const taskNotFound = () => invalidParameter('The referenced task was not found.');
export const platformUnknown = () => new AwsError('PlatformUnknownException', 'The specified platform version does not exist.');
