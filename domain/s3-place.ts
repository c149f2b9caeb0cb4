/** Where something is kept in S3. */
export interface S3Place {
  readonly bucket: string;
  /** Without a slash at its end; empty where it is the whole bucket. */
  readonly prefix: string;
}

/** The place that `s3://bucket/prefix` names; `undefined` where the text names none. */
export function parseS3Place(text: string): S3Place | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/?$/.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}
