/** Where the load balancer asks for the proxy's health, on the callers' port: whatever host it names, and however busy the proxy is. */
export const HEALTH_PATH = '/banyan/healthz';
