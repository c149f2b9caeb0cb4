import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
import { SANDBOX_CREDENTIALS } from '../../../sandbox/wire/credentials.ts';
import { startWireServer, type WireServerOptions } from '../../../sandbox/wire/server.ts';

/** The SDK's own clients, speaking to these services over HTTP. */
export async function startAwsClients(services: WireServerOptions['services']) {
  const server = await startWireServer({ host: '127.0.0.1', services, now: Date.now, onDefect: (operation, error) => console.error(operation, error) });
  const options = { endpoint: server.endpoint, region: 'us-east-1', credentials: SANDBOX_CREDENTIALS, disableHostPrefix: true, maxAttempts: 1 };
  const clients = { ecs: new ECSClient(options), cloudMap: new ServiceDiscoveryClient(options), autoscaling: new ApplicationAutoScalingClient(options) };
  return {
    ...clients,
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await server.close();
    },
  };
}
