import type { NormalizedSchema } from '@smithy/core/schema';
import { CommonError } from './common-error.ts';
import { listOperations, type Services } from './operations.ts';
import type { RequestRoute } from './route-request.ts';
import type { Operation } from './service.ts';
import { operationShapes, SERVICE_MODELS, SERVICE_NAMES, type ServiceModel, type ServiceName } from './service-models.ts';

/** The operation that a request asks for. */
export interface Call {
  readonly service: ServiceName;
  readonly model: ServiceModel;
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly operation: Operation;
}

interface Asked {
  readonly service: ServiceName | undefined;
  /** What the caller calls the service; empty where it does not say. */
  readonly asked: string;
  readonly name: string;
  /** Only a query has one. */
  readonly version: string | undefined;
}

/** Refuses what the sandbox does not have, and says what it has. `body` is a query's form, or anything where the route names the operation. */
export function findCall(route: RequestRoute, body: Buffer, services: Services): Call {
  const asked = route.codec.family === 'query' ? readQuery(route, body) : { ...route, name: route.operation ?? '', version: undefined };
  const { service, name, version } = asked;
  if (name === '' && (service !== undefined || asked.asked === '')) throw new CommonError('noAction', 'The request is missing an action or a required parameter.');
  if (service === undefined) throw notFound(asked, `The sandbox does not have ${asked.asked === '' ? 'it' : `the service ${cut(asked.asked)}`}. It has ${SERVICES}.`);
  const model: ServiceModel = SERVICE_MODELS[service];
  const operation = services[service]?.operations[name];
  const shapes = operationShapes(model, name);
  if (!operation || !shapes || (version ?? model.version) !== model.version) {
    throw notFound(asked, `Of ${[service, model.version].join(' ').trim()} the sandbox has ${listOperations(services)[service]?.join(', ') ?? 'none'}.`);
  }
  return { service, model, name, ...shapes, operation };
}

const SERVICES = SERVICE_NAMES.toSorted().join(', ');

/** A query names its operation in the form; one that is not signed, its service too, by the version. */
function readQuery({ service, asked }: RequestRoute, body: Buffer): Asked {
  const form = new URLSearchParams(body.toString('utf8'));
  const [name, version] = [form.get('Action') ?? '', form.get('Version') ?? 'NO_VERSION_SPECIFIED'];
  return { service: asked === '' ? SERVICE_NAMES.find((each) => SERVICE_MODELS[each].version === version) : service, asked, name, version };
}

function notFound({ name, version }: Asked, offer: string): CommonError {
  const what = name === '' ? '' : `Could not find operation ${cut(name)}${version === undefined ? '' : ` for version ${cut(version)}`}. `;
  return new CommonError('unknownOperation', what + offer);
}

function cut(text: string): string {
  return text.length > 128 ? `${text.slice(0, 128)}…` : text;
}
