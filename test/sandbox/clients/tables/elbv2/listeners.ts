import type { Row } from '../../row.ts';
import { aNumber, arnOf, having, lacking } from '../expected.ts';
import { ELB, FIXED, gone, forward, ownListener, secureListener } from './making.ts';
import { freePort } from '../../../../../demo/free-port.ts';

export const listeners: Readonly<Record<string, Row>> = {
  CreateListener: {
    given: async () => ({ port: String(await freePort()) }),
    input: ({ balancer, group, port }) => ({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port: Number(port), DefaultActions: [forward([group, 1])] }),
    answer: ({ balancer, group, port }) => ({ Listeners: [{ ListenerArn: arnOf(ELB, 'listener/app/scene/'), LoadBalancerArn: balancer, Port: Number(port), Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: group, ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }] } }] }] }),
    refused: [
      { what: 'a port that is taken, with other settings', input: ({ balancer, port }) => ({ LoadBalancerArn: balancer, Protocol: 'HTTP', Port: Number(port), DefaultActions: [FIXED] }), code: 'DuplicateListener' },
      { what: 'a load balancer that is not there', input: ({ port }) => ({ LoadBalancerArn: gone('loadbalancer/app/gone'), Protocol: 'HTTP', Port: Number(port), DefaultActions: [FIXED] }), code: 'LoadBalancerNotFound' },
      { what: 'a protocol of other load balancers', input: ({ balancer, port }) => ({ LoadBalancerArn: balancer, Protocol: 'TCP', Port: Number(port), DefaultActions: [FIXED] }), code: 'ValidationError' },
    ],
  },
  DescribeListeners: {
    input: ({ listener }) => ({ ListenerArns: [listener] }),
    answer: ({ listener, balancer }) => ({ Listeners: [{ ListenerArn: listener, LoadBalancerArn: balancer, Protocol: 'HTTP', Port: aNumber }] }),
    refused: [{ what: 'an ARN that nothing has', input: { ListenerArns: [gone('listener/app/gone/0')] }, code: 'ListenerNotFound' }],
  },
  ModifyListener: {
    given: ownListener,
    input: ({ own, group }) => ({ ListenerArn: own, DefaultActions: [forward([group, 7])] }),
    answer: ({ own, group }) => ({ Listeners: [{ ListenerArn: own, Protocol: 'HTTP', DefaultActions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 7 }] } }] }] }),
    refused: [{ what: 'a weight over 999', input: ({ own, group }) => ({ ListenerArn: own, DefaultActions: [forward([group, 1_000])] }), code: 'ValidationError' }],
  },
  DeleteListener: {
    given: ownListener,
    input: ({ own }) => ({ ListenerArn: own }),
    answer: {},
    afterwards: ['DescribeListeners', ({ balancer }) => ({ LoadBalancerArn: balancer }), ({ own = '' }) => ({ Listeners: lacking('ListenerArn', own) })],
    refused: [{ what: 'a listener that is not there', input: { ListenerArn: gone('listener/app/gone/0') }, code: 'ListenerNotFound' }],
  },
  DescribeListenerAttributes: {
    input: ({ listener }) => ({ ListenerArn: listener }),
    answer: { Attributes: having({ Key: 'routing.http.response.server.enabled', Value: 'true' }) },
    refused: [{ what: 'a listener that is not there', input: { ListenerArn: gone('listener/app/gone/0') }, code: 'ListenerNotFound' }],
  },
  ModifyListenerAttributes: {
    given: ownListener,
    input: ({ own }) => ({ ListenerArn: own, Attributes: [{ Key: 'routing.http.response.server.enabled', Value: 'false' }] }),
    answer: { Attributes: having({ Key: 'routing.http.response.server.enabled', Value: 'false' }) },
    refused: [{ what: 'an attribute that there is not', input: ({ own }) => ({ ListenerArn: own, Attributes: [{ Key: 'no.such', Value: 'true' }] }), code: 'ValidationError' }],
  },
  AddListenerCertificates: {
    given: secureListener,
    input: ({ own, certificate }) => ({ ListenerArn: own, Certificates: [{ CertificateArn: certificate }] }),
    answer: ({ certificate }) => ({ Certificates: [{ CertificateArn: certificate, IsDefault: false }] }),
    refused: [{ what: 'a certificate that is not there', input: ({ own }) => ({ ListenerArn: own, Certificates: [{ CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000' }] }), code: 'CertificateNotFound' }],
  },
  DescribeListenerCertificates: {
    given: secureListener,
    input: ({ own }) => ({ ListenerArn: own }),
    answer: ({ certificate }) => ({ Certificates: [{ CertificateArn: certificate, IsDefault: true }] }),
    refused: [{ what: 'a listener that is not there', input: { ListenerArn: gone('listener/app/gone/0') }, code: 'ListenerNotFound' }],
  },
  RemoveListenerCertificates: {
    given: async (ask, ids) => {
      const made = await secureListener(ask, ids);
      await ask(ELB, 'AddListenerCertificates', { ListenerArn: made.own, Certificates: [{ CertificateArn: ids['certificate'] }] });
      return made;
    },
    input: ({ own, certificate }) => ({ ListenerArn: own, Certificates: [{ CertificateArn: certificate }] }),
    answer: {},
    // The default one stays.
    afterwards: ['DescribeListenerCertificates', ({ own }) => ({ ListenerArn: own }), ({ certificate }) => ({ Certificates: [{ CertificateArn: certificate, IsDefault: true }] })],
    refused: [{ what: 'a listener that is not there', input: ({ certificate }) => ({ ListenerArn: gone('listener/app/gone/0'), Certificates: [{ CertificateArn: certificate }] }), code: 'ListenerNotFound' }],
  },
};
