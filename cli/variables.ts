/** Environment variables that the command line reads. docs/cli.md is written from it. */
export const VARIABLES: Readonly<Record<string, string>> = {
  UNLEASH_ADMIN_TOKEN: 'Admin token of Unleash, for the project and the environment of the configuration. Whatever looks at migrations needs it.',
  BANYAN_ADMIN_TOKEN: 'Token of the proxies’ operators’ port and of the mover: without it a roll-back has no override, nothing can be recorded and no data moves. `banyan mover` asks it of whoever gives orders.',
  BANYAN_DASHBOARD_TOKEN: 'Token of those who may act on the page of `banyan serve`, 16 characters at least; without it one is made for each run.',
  BANYAN_WEBHOOK_SECRET: 'What [notifications](notifications.md) are signed with; without it they are not.',
  PROMETHEUS_TOKEN: 'Bearer token for the Prometheus that is the [source of evidence](traffic-statistics.md), where it wants one.',
  AWS_REGION: 'Where `banyan init` looks, if it is not told; `AWS_DEFAULT_REGION` does the same. Credentials (`AWS_ACCESS_KEY_ID`, `AWS_PROFILE` and the others) come the way the AWS SDK takes them.',
  AWS_ENDPOINT_URL: 'Endpoint of every AWS service for `banyan init`, if it is not told.',
  NO_COLOR: 'Takes the colour away, which is for terminals only.',
  FORCE_COLOR: '`1` brings colour into pipes.',
  COLUMNS: 'How wide the output is where no terminal says so.',
};
