import type { DescribeSSLPoliciesInput, DescribeSSLPoliciesOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Control } from '../control.ts';
import { pageOf } from '../page.ts';
import { invalid, oneOf } from '../refusals.ts';
import { findSslPolicy, SSL_POLICIES, type SslPolicy } from './ssl-policies.ts';

export function describeSSLPolicies(_: Control, { Names = [], LoadBalancerType, ...page }: DescribeSSLPoliciesInput): DescribeSSLPoliciesOutput {
  const type = oneOf('loadBalancerType', LoadBalancerType ?? 'application', ['application', 'network', 'gateway']);
  if (type === 'gateway') throw invalid("Load balancers with type 'gateway' do not support SSL policies");
  const { items, NextMarker } = pageOf(Names.length > 0 ? Names.map(findSslPolicy) : SSL_POLICIES, page);
  return { SslPolicies: items.map(showSslPolicy), NextMarker };
}

function showSslPolicy({ name, protocols, ciphers }: SslPolicy) {
  return {
    Name: name,
    SslProtocols: [...protocols],
    Ciphers: ciphers.map((Name, i) => ({ Name, Priority: i + 1 })),
    SupportedLoadBalancerTypes: ['application', 'network'],
  };
}
