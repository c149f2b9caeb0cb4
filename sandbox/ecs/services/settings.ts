/** What an update changes without starting a deployment. */
export interface ServiceSettings {
  readonly desiredCount: number;
  readonly deploymentConfiguration: DeploymentConfiguration;
  readonly healthCheckGracePeriodSeconds: number;
  readonly enableECSManagedTags: boolean;
  readonly enableExecuteCommand: boolean;
  readonly propagateTags: 'TASK_DEFINITION' | 'SERVICE' | 'NONE';
  readonly availabilityZoneRebalancing: 'ENABLED' | 'DISABLED';
}

export interface DeploymentConfiguration {
  readonly maximumPercent: number;
  readonly minimumHealthyPercent: number;
  readonly deploymentCircuitBreaker: CircuitBreaker;
  readonly alarms?: { readonly alarmNames: readonly string[]; readonly enable: boolean; readonly rollback: boolean } | undefined;
}

export interface CircuitBreaker {
  readonly enable: boolean;
  readonly rollback: boolean;
  readonly resetOnHealthyTask?: boolean | undefined;
  readonly thresholdConfiguration?: { readonly type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT'; readonly value: number } | undefined;
}
