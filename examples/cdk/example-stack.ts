import { App, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Cluster, ContainerImage, CpuArchitecture, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { OpenIdConnectPrincipal, OpenIdConnectProvider, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { BanyanEngine } from './banyan-engine.ts';
import { BanyanMover } from './banyan-mover.ts';
import { BanyanProxy } from './banyan-proxy.ts';
import { CandidateRole } from './candidate-role.ts';
import { EngineRole } from './engine-role.ts';

const architecture = CpuArchitecture.ARM64;

/** A shop as it was, and Banyan beside it: everything that the constructs can be asked for. The policy is that of `banyan plan --iam`, which asks for the proxy first. */
export function exampleStack(policy: object): { readonly stack: Stack; readonly proxy: BanyanProxy } {
  const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' }, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-central-1a', 'eu-central-1b'], natGateways: 1 });
  const securityGroup = new SecurityGroup(stack, 'Balancer', { vpc });
  const balancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc, securityGroup, internetFacing: true });
  const monolith = new ApplicationTargetGroup(stack, 'Monolith', { vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targetType: TargetType.IP });
  const listener = balancer.addListener('Http', { port: 80, defaultTargetGroups: [monolith] });
  const cluster = new Cluster(stack, 'Cluster', { vpc, clusterName: 'shop' });
  const namespace = new PrivateDnsNamespace(stack, 'Names', { name: 'shop.internal', vpc });
  const repository = new Repository(stack, 'Images', { repositoryName: 'banyan' });
  const image = ContainerImage.fromEcrRepository(repository, '1');
  const secret = (name: string) => Secret.fromSecretCompleteArn(stack, name, `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`);
  const adminToken = secret('Admin');
  const orders = secret('Orders');
  const engineSecurityGroup = new SecurityGroup(stack, 'Engine', { vpc });

  const proxy = new BanyanProxy(stack, 'Proxy', {
    vpc, cluster, listener, namespace, image, architecture, adminToken, engineSecurityGroup,
    loadBalancerSecurityGroup: securityGroup,
    legacyUrl: 'http://monolith.shop.internal:3000',
    unleashUrl: 'https://unleash.example/api',
    unleashClientToken: secret('Unleash'),
    environment: { CALLER: 'cookie:session' },
    secrets: { SHADOW_SECRET: EcsSecret.fromSecretsManager(secret('Shadow')) },
    scale: { min: 2, max: 10, cpuPercent: 60, requestsPerTask: 30_000 },
  });
  new CandidateRole(stack, 'Candidates', { repositories: [repository], secrets: [orders], logsOf: ['catalog'] });

  const { role } = new EngineRole(stack, 'EngineRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'), policy });
  new BanyanEngine(stack, 'BanyanEngine', { cluster, image, architecture, role, adminToken, securityGroup: engineSecurityGroup, unleashAdminToken: secret('UnleashAdmin'), dashboardToken: secret('Dashboard'), hostName: 'banyan.shop.internal' });
  new BanyanMover(stack, 'Mover', { vpc, cluster, namespace, image, architecture, adminToken, engineSecurityGroup, stores: { LEGACY_DATABASE_URL: EcsSecret.fromSecretsManager(secret('Legacy')), ORDERS_DATABASE_URL: EcsSecret.fromSecretsManager(orders) } });

  // A build that plans and verifies: GitHub's of one repository and branch, and no other's.
  const github = OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'GitHub', 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com');
  const ofMain = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:shop/migrations:ref:refs/heads/main' };
  new EngineRole(stack, 'BuildRole', { assumedBy: new OpenIdConnectPrincipal(github, { StringEquals: ofMain }), policy });
  return { stack, proxy };
}
