/** S3 as other services of AWS write to it: the access logs of load balancers. */
export interface ObjectSink {
  has(bucket: string): boolean;
  /** @throws AwsError where the bucket is gone, or there is no room */
  put(bucket: string, key: string, body: Buffer): void;
}
