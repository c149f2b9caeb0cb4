import type {
  Action as WireAction,
  AuthenticateCognitoActionConfig,
  AuthenticateOidcActionConfig,
  JwtValidationActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/service.ts';
import type { Authentication } from '../model.ts';
import { inRange, invalid, oneOf } from '../refusals.ts';

const MAX_LIST = 10;
/** Claims that are checked in any case. */
const OWN_CLAIMS = ['exp', 'iss', 'nbf', 'iat'];

export function isAuthentication({ Type }: WireAction): boolean {
  return Type === 'authenticate-oidc' || Type === 'authenticate-cognito' || Type === 'jwt-validation';
}

/** `was` is what the rule has until now: a client secret need not be given again. */
export function readAuthentication({ Type, AuthenticateOidcConfig, AuthenticateCognitoConfig, JwtValidationConfig }: WireAction, was: Authentication | undefined): Authentication {
  if (Type === 'authenticate-oidc') return { kind: Type, config: readOidc(AuthenticateOidcConfig, was?.kind === Type ? was.config.ClientSecret : undefined) };
  if (Type === 'authenticate-cognito') return { kind: Type, config: readCognito(AuthenticateCognitoConfig) };
  return { kind: 'jwt-validation', config: readJwt(JwtValidationConfig) };
}

function readOidc(config: AuthenticateOidcActionConfig | undefined, secret: string | undefined): AuthenticateOidcActionConfig {
  if (!config) throw invalid("An action of type 'authenticate-oidc' must have an AuthenticateOidcConfig");
  for (const name of ['Issuer', 'AuthorizationEndpoint', 'TokenEndpoint', 'UserInfoEndpoint'] as const) requireUrl(name, config[name]);
  if (!config.ClientId || config.ClientId.length > 1_024) throw invalidAction("The 'client id' field must be between 1 and 1024 characters in length");
  const { UseExistingClientSecret = false, ClientSecret, ...rest } = config;
  if (UseExistingClientSecret && ClientSecret !== undefined) throw invalid('A client secret cannot be specified where the existing one is to be used');
  const kept = UseExistingClientSecret ? secret : ClientSecret;
  if (!kept) throw invalidAction('A client secret must be specified');
  return { ...rest, ...readSession(config), ClientSecret: kept };
}

function readCognito(config: AuthenticateCognitoActionConfig | undefined): AuthenticateCognitoActionConfig {
  if (!config) throw invalid("An action of type 'authenticate-cognito' must have an AuthenticateCognitoConfig");
  if (!/^arn:aws[a-z-]*:cognito-idp:[^:]+:\d{12}:userpool\/[\w-]+$/.test(config.UserPoolArn ?? '')) throw invalidAction(`The user pool ARN '${config.UserPoolArn ?? ''}' is not valid`);
  if (!config.UserPoolClientId || !config.UserPoolDomain) throw invalidAction('A user pool client ID and a user pool domain must be specified');
  return { ...config, ...readSession(config) };
}

function readSession({ SessionCookieName, SessionTimeout, Scope, AuthenticationRequestExtraParams, OnUnauthenticatedRequest }: AuthenticateOidcActionConfig | AuthenticateCognitoActionConfig) {
  if (Object.keys(AuthenticationRequestExtraParams ?? {}).length > MAX_LIST) throw invalid(`There can be at most '${MAX_LIST}' extra parameters of the authentication request`);
  return {
    SessionCookieName: SessionCookieName ?? 'AWSELBAuthSessionCookie',
    SessionTimeout: inRange('SessionTimeout', SessionTimeout, 1, 604_800, 604_800),
    Scope: Scope ?? 'openid',
    OnUnauthenticatedRequest: oneOf('onUnauthenticatedRequest', OnUnauthenticatedRequest ?? 'authenticate', ['deny', 'allow', 'authenticate']),
  };
}

function readJwt(config: JwtValidationActionConfig | undefined): JwtValidationActionConfig {
  if (!config) throw invalid("An action of type 'jwt-validation' must have a JwtValidationConfig");
  requireUrl('JwksEndpoint', config.JwksEndpoint);
  if (!config.Issuer || config.Issuer.length > 256) throw invalid("Issuer must have 1 to '256' characters");
  const claims = config.AdditionalClaims ?? [];
  if (claims.length > MAX_LIST) throw invalid(`There can be at most '${MAX_LIST}' additional claims`);
  for (const { Name = '', Format, Values = [] } of claims) {
    oneOf('format', Format ?? '', ['single-string', 'string-array', 'space-separated-values']);
    if (Name === '' || OWN_CLAIMS.includes(Name)) throw invalid(`The additional claim '${Name}' must have a name, and not one of ${OWN_CLAIMS.join(', ')}`);
    const fits = (value: string): boolean => value.length >= 1 && value.length <= 256 && !(Format === 'space-separated-values' && value.includes(' '));
    if (Values.length === 0 || Values.length > MAX_LIST || !Values.every(fits)) throw invalid(`The values of the additional claim '${Name}' are not valid`);
  }
  return config;
}

function requireUrl(name: string, url = ''): void {
  if (url.length > (name === 'JwksEndpoint' ? 256 : 2_048) || !/^https:\/\/[^\s/]+/.test(url) || !URL.canParse(url)) throw invalidAction(`The '${name}' field must be a full URL that begins with https://`);
}

function invalidAction(message: string): AwsError {
  return new AwsError('InvalidLoadBalancerAction', message);
}
