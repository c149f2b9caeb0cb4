/** A certificate that HTTPS listeners may present. The sandbox has no certificate manager: which there are is settled when it starts. */
export interface Certificate {
  /** `arn:aws:acm:<region>:<account>:certificate/<id>` */
  readonly arn: string;
  /** Names it is good for, the first its subject; `*.example.com` stands for one label. */
  readonly names: readonly string[];
  /** The certificate and its chain, PEM. */
  readonly certificate: string;
  /** Its private key, PEM. */
  readonly key: string;
}

/** By ARN. */
export type Certificates = ReadonlyMap<string, Certificate>;
