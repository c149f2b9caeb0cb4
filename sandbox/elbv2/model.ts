import type { AuthenticateCognitoActionConfig, AuthenticateOidcActionConfig, JwtValidationActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';

/** What the control plane knows. A change replaces the whole value, so that no reader ever sees half of one. All of it is JSON but for the dates. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly scheme: 'internet-facing' | 'internal';
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly createdAt: Date;
  readonly attributes: Attributes;
}

/** By AWS's attribute keys; always all of them, those that were never set at AWS's default. */
export type Attributes = Readonly<Record<string, string>>;

/** A change of its port, or between HTTP and HTTPS, reopens a listener; all else is in force at the next request or handshake. */
export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  /** `undefined`: the listener's protocol is HTTP. */
  readonly tls: Tls | undefined;
  readonly attributes: Attributes;
}

export interface Tls {
  /** The name of a security policy, as `ELBSecurityPolicy-TLS13-1-2-2021-06`; see `tls/ssl-policies.ts` for its protocols and ciphers. */
  readonly policy: string;
  /** Presented to clients whose server name fits none of the others. */
  readonly certificateArn: string;
  /** Chosen by server name. */
  readonly moreCertificateArns: readonly string[];
  /** `passthrough`: a client's certificate is asked for, not verified, and told to the target in `X-Amzn-Mtls-Clientcert`. */
  readonly mutual: 'off' | 'passthrough';
}

/** A rule of a listener. The default rule has neither conditions nor transforms. */
export interface Rule {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number | 'default';
  readonly conditions: readonly Condition[];
  /** At most one of each kind; they change the request after it matched and before it is routed. */
  readonly transforms: readonly Transform[];
  /** Asked before the action; of HTTPS listeners only. */
  readonly authentication: Authentication | undefined;
  readonly action: Action;
}

/** The first match of `regex` is replaced; `replace` may hold `$1` and so on. The host header, or path and query as one text. */
export interface Transform {
  readonly kind: 'host-header-rewrite' | 'url-rewrite';
  readonly regex: string;
  readonly replace: string;
}

/** What a caller must prove. Configurations have AWS's member names, with defaults filled in. */
export type Authentication =
  | { readonly kind: 'authenticate-oidc'; readonly config: AuthenticateOidcActionConfig }
  | { readonly kind: 'authenticate-cognito'; readonly config: AuthenticateCognitoActionConfig }
  | { readonly kind: 'jwt-validation'; readonly config: JwtValidationActionConfig };

/** Where a request goes. */
export type Action = Forward | Redirect | FixedResponse;

export interface Forward {
  readonly kind: 'forward';
  readonly targetGroups: readonly WeightedTargetGroup[];
  /** How long a client stays with the target group chosen for it; 0 is not at all. */
  readonly stickySeconds: number;
}

export interface WeightedTargetGroup {
  readonly arn: string;
  /** 0–999; the share is weight / sum. */
  readonly weight: number;
}

/** Parts may hold `#{protocol}`, `#{host}`, `#{port}`, `#{path}`, `#{query}`. */
export interface Redirect {
  readonly kind: 'redirect';
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly status: 301 | 302;
}

export interface FixedResponse {
  readonly kind: 'fixed-response';
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** What a request must be like. All conditions of a rule hold at once; within one, any value does. */
export type Condition =
  | { readonly field: 'http-request-method' | 'source-ip'; readonly values: readonly string[] }
  | ({ readonly field: 'host-header' | 'path-pattern' } & Texts)
  | ({ readonly field: 'http-header'; readonly name: string } & Texts)
  | { readonly field: 'query-string'; readonly values: readonly QueryPair[] };

/** Values with wildcards `*` and `?`; or, where `syntax` says so, regular expressions without look-around and back-references, found anywhere in the text. */
export interface Texts {
  readonly values: readonly string[];
  readonly syntax?: 'regex';
}

export interface QueryPair {
  /** Absent: any key. */
  readonly key?: string;
  readonly value: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly reach: Reach;
  readonly healthCheck: HealthCheck;
  readonly attributes: Attributes;
}

/** How targets are spoken to. */
export type Reach = NetworkReach | { readonly type: 'lambda' };

export interface NetworkReach {
  readonly type: 'ip' | 'instance';
  /** HTTPS: certificates of targets are not verified. */
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly version: 'HTTP1' | 'HTTP2' | 'GRPC';
  /** For targets that are registered without one. */
  readonly port: number;
  readonly vpcId: string;
}

export interface HealthCheck {
  /** Only a Lambda function's can be off. */
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** `200`, `200,302`, `200-299`: HTTP statuses, or codes of gRPC (0–99) where the target group's version is that. */
  readonly matcher: string;
}
