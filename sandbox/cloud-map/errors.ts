import { AwsError } from '../wire/service.ts';

export const invalidInput = (message: string) => new AwsError('InvalidInput', message);
export const namespaceNotFound = (name: string) => new AwsError('NamespaceNotFound', `Can't find namespace ${name}.`, 404);
export const serviceNotFound = (name: string) => new AwsError('ServiceNotFound', `Can't find service ${name}.`, 404);
export const instanceNotFound = (id: string) => new AwsError('InstanceNotFound', `Can't find instance ${id}.`, 404);
export const operationNotFound = (id: string) => new AwsError('OperationNotFound', `Can't find operation ${id}.`, 404);
export const resourceNotFound = (arn: string) => new AwsError('ResourceNotFoundException', `Can't find resource ${arn}.`, 404);
export const resourceInUse = (message: string) => new AwsError('ResourceInUse', message, 409);
export const limitExceeded = (message: string) => new AwsError('ResourceLimitExceeded', message);
export const attributesLimitExceeded = (id: string) => new AwsError('ServiceAttributesLimitExceededException', `Service ${id} would have more than 30 attributes.`);
export const customHealthNotFound = (id: string) => new AwsError('CustomHealthNotFound', `Service ${id} has no custom health check.`, 404);
export const tooManyTags = (arn: string) => new AwsError('TooManyTagsException', `Resource ${arn} would have more than 50 tags.`);

export const namespaceExists = (id: string, creatorRequestId: string) =>
  new AwsError('NamespaceAlreadyExists', 'The namespace already exists.', 400, { NamespaceId: id, CreatorRequestId: creatorRequestId });

export const serviceExists = (id: string, arn: string, creatorRequestId: string) =>
  new AwsError('ServiceAlreadyExists', 'Service already exists.', 400, { ServiceId: id, ServiceArn: arn, CreatorRequestId: creatorRequestId });

export const duplicateRequest = (operationId: string) =>
  new AwsError('DuplicateRequest', 'Another operation of this kind is in progress on the resource.', 409, { DuplicateOperationId: operationId });
