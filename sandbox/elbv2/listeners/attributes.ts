import type {
  DescribeListenerAttributesInput,
  DescribeListenerAttributesOutput,
  ModifyListenerAttributesInput,
  ModifyListenerAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { choice, defaultsOf, flag, showAttributes, text, withAttributes, type AttributeTable } from '../attributes.ts';
import type { Control } from '../control.ts';
import type { Attributes, Listener } from '../model.ts';
import { find } from '../refusals.ts';

const VALUE = text(/^[\x20-\x7e]{0,1024}$/);

/** Headers that the load balancer sets on every answer, unless empty. */
const RESPONSE_TABLE: AttributeTable = {
  'routing.http.response.server.enabled': flag(true),
  'routing.http.response.strict_transport_security.header_value': VALUE,
  'routing.http.response.access_control_allow_origin.header_value': VALUE,
  'routing.http.response.access_control_allow_methods.header_value': VALUE,
  'routing.http.response.access_control_allow_headers.header_value': VALUE,
  'routing.http.response.access_control_allow_credentials.header_value': choice('', 'true'),
  'routing.http.response.access_control_expose_headers.header_value': VALUE,
  'routing.http.response.access_control_max_age.header_value': text(/^\d{0,5}$/),
  'routing.http.response.content_security_policy.header_value': VALUE,
  'routing.http.response.x_content_type_options.header_value': choice('', 'nosniff'),
  'routing.http.response.x_frame_options.header_value': choice('', 'DENY', 'SAMEORIGIN'),
};

/** Other names for headers about TLS that targets are sent. */
const REQUEST_HEADERS = [
  'X-Amzn-Mtls-Clientcert-Serial-Number',
  'X-Amzn-Mtls-Clientcert-Issuer',
  'X-Amzn-Mtls-Clientcert-Subject',
  'X-Amzn-Mtls-Clientcert-Validity',
  'X-Amzn-Mtls-Clientcert-Leaf',
  'X-Amzn-Mtls-Clientcert',
  'X-Amzn-Tls-Version',
  'X-Amzn-Tls-Cipher-Suite',
] as const;

const HTTPS_TABLE: AttributeTable = {
  ...Object.fromEntries(
    REQUEST_HEADERS.map((header) => [`routing.http.request.${header.toLowerCase().replaceAll('-', '_')}.header_name`, { ...text(/^[\w-]{1,40}$/), default: header }] as const),
  ),
  ...RESPONSE_TABLE,
};

export function initialAttributes(tls: Listener['tls']): Attributes {
  return defaultsOf(tableOf(tls));
}

/** What a listener keeps of its attributes where its protocol changes: those that both have. */
export function carryAttributes(attributes: Attributes, tls: Listener['tls']): Attributes {
  return Object.fromEntries(Object.entries(initialAttributes(tls)).map(([key, usual]) => [key, attributes[key] ?? usual]));
}

export function describeListenerAttributes({ store }: Control, { ListenerArn = '' }: DescribeListenerAttributesInput): DescribeListenerAttributesOutput {
  return { Attributes: showAttributes(find(store.listeners, 'listener', ListenerArn).attributes) };
}

/** Attributes that are not given stay. */
export function modifyListenerAttributes({ store, plane }: Control, { ListenerArn = '', Attributes = [] }: ModifyListenerAttributesInput): ModifyListenerAttributesOutput {
  const listener = find(store.listeners, 'listener', ListenerArn);
  const attributes = withAttributes('Listener', tableOf(listener.tls), listener.attributes, Attributes);
  store.listeners.set(listener.arn, { ...listener, attributes });
  plane.apply();
  return { Attributes: showAttributes(attributes) };
}

function tableOf(tls: Listener['tls']): AttributeTable {
  return tls ? HTTPS_TABLE : RESPONSE_TABLE;
}
