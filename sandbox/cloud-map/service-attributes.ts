import { z } from 'zod';
import type { Operation } from '../wire/service.ts';
import { attributesLimitExceeded } from './errors.ts';
import { cloudMapOperation, id } from './inputs.ts';
import { serviceOf } from './services.ts';
import type { CloudMapState } from './state.ts';

const MAX_ATTRIBUTES = 30;
const name = z.string().min(1).max(255);

/** Notes on a service, beside its tags. */
export function serviceAttributeOperations(state: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    GetServiceAttributes: cloudMapOperation(z.object({ ServiceId: id }), ({ ServiceId }) => {
      const service = serviceOf(state, ServiceId);
      return { ServiceAttributes: { ServiceArn: service.arn, ResourceOwner: state.account, Attributes: service.attributes } };
    }),
    UpdateServiceAttributes: cloudMapOperation(z.object({ ServiceId: id, Attributes: z.record(name, z.string().max(1024)) }), ({ ServiceId, Attributes }) => {
      const service = serviceOf(state, ServiceId);
      const attributes = { ...service.attributes, ...Attributes };
      if (Object.keys(attributes).length > MAX_ATTRIBUTES) throw attributesLimitExceeded(service.id);
      service.attributes = attributes;
      return {};
    }),
    DeleteServiceAttributes: cloudMapOperation(z.object({ ServiceId: id, Attributes: z.array(name).max(MAX_ATTRIBUTES) }), ({ ServiceId, Attributes }) => {
      const service = serviceOf(state, ServiceId);
      service.attributes = Object.fromEntries(Object.entries(service.attributes).filter(([each]) => !Attributes.includes(each)));
      return {};
    }),
  };
}
