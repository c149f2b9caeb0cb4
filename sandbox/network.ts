/** The network of the sandbox: ids that every call accepts. Two subnets, in two zones. */
export const NETWORK = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
  securityGroups: ['sg-0a1b2c3d4e5f60718'],
  zones: ['us-east-1a', 'us-east-1b'],
} as const;
