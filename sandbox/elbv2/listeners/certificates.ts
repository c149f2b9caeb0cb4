import type {
  AddListenerCertificatesInput,
  AddListenerCertificatesOutput,
  DescribeListenerCertificatesInput,
  DescribeListenerCertificatesOutput,
  RemoveListenerCertificatesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Control } from '../control.ts';
import type { Listener, Tls } from '../model.ts';
import { pageOf } from '../page.ts';
import { QUOTAS } from '../quotas.ts';
import { find, invalid } from '../refusals.ts';
import { listenersOf, type Store } from '../store.ts';
import { readCertificate } from './read-tls.ts';

/** Certificates beside the default one, chosen by server name. One that is there already stays. */
export function addListenerCertificates({ store, plane, certificates }: Control, { ListenerArn = '', Certificates = [] }: AddListenerCertificatesInput): AddListenerCertificatesOutput {
  const { listener, tls } = findSecure(store, ListenerArn);
  if (Certificates.length === 0) throw invalid('Certificates must contain at least one certificate');
  const arns = Certificates.map((certificate) => readCertificate(certificate, certificates));
  const moreCertificateArns = [...new Set([...tls.moreCertificateArns, ...arns])];
  const elsewhere = listenersOf(store, listener.loadBalancerArn).filter(({ arn }) => arn !== listener.arn);
  if (elsewhere.reduce((sum, each) => sum + (each.tls?.moreCertificateArns.length ?? 0), moreCertificateArns.length) > QUOTAS.certificatesPerLoadBalancer) {
    throw new AwsError('TooManyCertificates', 'You have reached the maximum number of certificates on the load balancer');
  }
  store.listeners.set(listener.arn, { ...listener, tls: { ...tls, moreCertificateArns } });
  plane.apply();
  return { Certificates: arns.map((CertificateArn) => ({ CertificateArn, IsDefault: false })) };
}

/** One that is not there is fine; the default one cannot be removed, only replaced. */
export function removeListenerCertificates({ store, plane }: Control, { ListenerArn = '', Certificates = [] }: RemoveListenerCertificatesInput): object {
  const { listener, tls } = findSecure(store, ListenerArn);
  if (Certificates.length === 0) throw invalid('Certificates must contain at least one certificate');
  const arns = Certificates.map(({ CertificateArn }) => CertificateArn);
  const isDefault = arns.some((arn) => arn === tls.certificateArn && !tls.moreCertificateArns.includes(arn));
  if (isDefault) throw new AwsError('OperationNotPermitted', `The default certificate '${tls.certificateArn}' cannot be removed from the listener`);
  const moreCertificateArns = tls.moreCertificateArns.filter((arn) => !arns.includes(arn));
  store.listeners.set(listener.arn, { ...listener, tls: { ...tls, moreCertificateArns } });
  plane.apply();
  return {};
}

/** The default certificate first; also in its second place, where it has one. */
export function describeListenerCertificates({ store }: Control, { ListenerArn = '', ...page }: DescribeListenerCertificatesInput): DescribeListenerCertificatesOutput {
  const { tls } = findSecure(store, ListenerArn);
  const all = [{ CertificateArn: tls.certificateArn, IsDefault: true }, ...tls.moreCertificateArns.map((CertificateArn) => ({ CertificateArn, IsDefault: false }))];
  const { items, NextMarker } = pageOf(all, page);
  return { Certificates: [...items], NextMarker };
}

function findSecure(store: Store, arn: string): { readonly listener: Listener; readonly tls: Tls } {
  const listener = find(store.listeners, 'listener', arn);
  if (!listener.tls) throw invalid(`Listener '${arn}' has protocol HTTP; only HTTPS listeners have certificates`);
  return { listener, tls: listener.tls };
}
