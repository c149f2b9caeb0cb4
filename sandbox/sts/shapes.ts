const NAMESPACE = 'com.amazonaws.sts';

const GetCallerIdentityRequest$ = [3, NAMESPACE, 'GetCallerIdentityRequest', 0, [], []];
const GetCallerIdentityResponse$ = [3, NAMESPACE, 'GetCallerIdentityResponse', 0, ['UserId', 'Account', 'Arn'], [0, 0, 0]];

/** A schema as the SDK's clients export theirs. Their whole client would be much for three strings. */
export const GetCallerIdentity$ = [9, NAMESPACE, 'GetCallerIdentity', 0, GetCallerIdentityRequest$, GetCallerIdentityResponse$];
