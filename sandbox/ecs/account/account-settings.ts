import { z } from 'zod';
import type { Operation } from '../../wire/service.ts';
import { invalidParameter } from '../errors.ts';
import { ecsOperation, nextToken, pageOf, pageSize } from '../inputs.ts';
import type { EcsState } from '../state.ts';

const SWITCH = ['enabled', 'disabled'];

/** What each setting takes; the first is its default. Some settings that AWS once had a choice about are on for good. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  serviceLongArnFormat: ['enabled'],
  taskLongArnFormat: ['enabled'],
  containerInstanceLongArnFormat: ['enabled'],
  awsvpcTrunking: SWITCH.toReversed(),
  containerInsights: ['disabled', 'enabled', 'enhanced'],
  fargateFIPSMode: SWITCH.toReversed(),
  tagResourceAuthorization: ['off', 'on'],
  fargateTaskRetirementWaitPeriod: ['7', '0', '14'],
  guardDutyActivate: ['off', 'on'],
  defaultLogDriverMode: ['non-blocking', 'blocking'],
  fargateEventWindows: SWITCH.toReversed(),
};

const name = z.enum(Object.keys(SETTINGS));

export function accountSettingOperations(state: EcsState): Readonly<Record<string, Operation>> {
  const { accountSettings } = state;
  const principalArn = state.arn('root').replace(/^(arn:[^:]+):ecs:[^:]*:/, '$1:iam::');
  const show = (setting: string) => ({ name: setting, value: accountSettings.get(setting) ?? SETTINGS[setting]?.[0], principalArn, type: setting === 'guardDutyActivate' ? 'aws_managed' : 'user' });
  const put = ecsOperation(z.object({ name, value: z.string() }), ({ name, value }) => {
    if (SETTINGS[name]?.includes(value) !== true) throw invalidParameter(`The value '${value}' is not valid for the account setting ${name}: ${SETTINGS[name]?.join(', ')}.`);
    accountSettings.set(name, value);
    return { setting: show(name) };
  });
  return {
    PutAccountSetting: put,
    // There is one principal here, so that its settings are the default of all.
    PutAccountSettingDefault: put,
    DeleteAccountSetting: ecsOperation(z.object({ name }), ({ name }) => {
      accountSettings.delete(name);
      return { setting: show(name) };
    }),
    ListAccountSettings: ecsOperation(
      z.object({ name: name.optional(), value: z.string().optional(), effectiveSettings: z.boolean().default(false), maxResults: pageSize(10, 10), nextToken }),
      (input) => {
        const names = input.effectiveSettings ? Object.keys(SETTINGS) : [...accountSettings.keys()];
        const shown = names.map(show).filter((setting) => (input.name === undefined || setting.name === input.name) && (input.value === undefined || setting.value === input.value));
        const cut = pageOf(shown, (setting) => setting.name, input.maxResults, input.nextToken);
        return { settings: cut.items, nextToken: cut.next };
      },
    ),
  };
}
