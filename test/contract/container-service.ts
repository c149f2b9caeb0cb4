import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import type { Candidate } from '../../domain/candidate.ts';
import type { ContainerService, ObservedService, ServiceSpec } from '../../migrations/ports/container-service.ts';
import { specFingerprint } from '../../migrations/ports/spec-fingerprint.ts';
import { butFor, type Exceptions } from './but-for.ts';

/** ECS and what a person sees of it who works beside Banyan. */
export interface ContainerWorld {
  readonly port: ContainerService;
  /** Image of the candidate, and names that nobody in the same account has. */
  readonly image: string;
  readonly names: { readonly service: string; readonly targetGroup: string };
  readonly proxyFamily: string;
  /** Makes what a service needs: its Cloud Map name and its target group, with a rule that leads to it where `attached`. */
  prepare(spec: ServiceSpec, attached: boolean): Promise<void>;
  /** Revisions of a task-definition family so far. */
  revisions(family: string): Promise<number>;
  hasService(name: string): Promise<boolean>;
  addForeignService(name: string): Promise<void>;
  /** What Auto Scaling does. */
  setTasks(service: string, tasks: number): Promise<void>;
  close(): Promise<void>;
}

/** What every container service does, whatever stands behind it. */
export function containerServiceContract(name: string, make: () => Promise<ContainerWorld>, exceptions: Exceptions = {}): void {
  describe(`the container service contract, kept by ${name}`, () => {
    const test = butFor(exceptions);
    let world: ContainerWorld;
    let port: ContainerService;
    beforeEach(async () => {
      world = await make();
      port = world.port;
    });
    afterEach(() => world.close());

    const spec = (change: Partial<Candidate> = {}): ServiceSpec => {
      const { service, targetGroup } = world.names;
      const candidate = { service, image: world.image, cpu: 256, memory: 512, port: 3000, health: '/healthz', environment: { SHOP: 'de', COLOUR: 'green' }, desired: 1, discovery: service };
      return { group: 'catalog', targetGroup, candidate: { ...candidate, ...change } };
    };
    const observed = async (): Promise<ObservedService> => {
      const { candidate } = await port.observe('catalog', world.names.service);
      if (candidate === 'absent') throw new Error('there is no service');
      return candidate;
    };

    test('at first there is no candidate, and the proxy shows its environment', async () => {
      expect(await port.observe('catalog', world.names.service)).toMatchObject({ candidate: 'absent', proxy: { environment: { LEGACY: 'http://legacy' } } });
    });

    test('a service that is asked for twice is there once, of one revision, and says what it was made from', async () => {
      await world.prepare(spec(), true);
      await port.ensureService(spec());
      await port.ensureService(spec());
      expect(await observed()).toMatchObject({ fingerprint: specFingerprint(spec()), desired: 1 });
      expect(await world.revisions(world.names.service)).toBe(1);
    });

    test('another specification is another revision of the same service', async () => {
      await world.prepare(spec(), true);
      await port.ensureService(spec());
      const other = spec({ environment: { SHOP: 'at' } });
      await port.ensureService(other);
      expect((await observed()).fingerprint).toBe(specFingerprint(other));
      expect(await world.revisions(world.names.service)).toBe(2);
    });

    test('an earlier revision can be run again, by the same service', async () => {
      await world.prepare(spec(), true);
      await port.ensureService(spec());
      const first = await observed();
      await port.ensureService(spec({ environment: { SHOP: 'at' } }));
      await port.runRevision(spec({ environment: { SHOP: 'at' } }), first.revision);
      expect(await observed()).toMatchObject({ revision: first.revision, fingerprint: first.fingerprint, desired: 1 });
      expect(await world.revisions(world.names.service)).toBe(2);
    });

    test('tasks that are started afresh are another deployment of the same revision; asking for what is there already is none', async () => {
      await world.prepare(spec(), true);
      await port.ensureService(spec());
      const first = await observed();
      await port.ensureService(spec());
      expect((await observed()).deployment).toBe(first.deployment);
      await port.runRevision(spec(), first.revision);
      const { deployment, revision } = await observed();
      expect(deployment).not.toBe(first.deployment);
      expect(revision).toBe(first.revision);
    });

    test('no revision is run by a service that is not there, or is somebody else’s', async () => {
      await world.prepare(spec(), true);
      await expect(port.runRevision(spec(), `${world.names.service}:1`)).rejects.toMatchObject({ code: 'NOT_CONVERGED' });
      await world.addForeignService(world.names.service);
      await expect(port.runRevision(spec(), `${world.names.service}:1`)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
    });

    test('tasks that Auto Scaling added stay, and too few are raised to the minimum', async () => {
      await world.prepare(spec(), true);
      await port.ensureService(spec());
      await world.setTasks(world.names.service, 2);
      await port.ensureService(spec());
      expect((await observed()).desired).toBe(2);
      await port.ensureService(spec({ desired: 3 }));
      expect((await observed()).desired).toBe(3);
    });

    test('a service that somebody else made is refused, and stays', async () => {
      await world.prepare(spec(), true);
      await world.addForeignService(world.names.service);
      await expect(port.ensureService(spec())).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await expect(port.observe('catalog', world.names.service)).rejects.toMatchObject({ code: 'FOREIGN_RESOURCE' });
      await port.removeService('catalog', world.names.service);
      expect(await world.hasService(world.names.service)).toBe(true);
    });

    test('without a rule that leads to its target group a service is refused, and none is made', async () => {
      await world.prepare(spec(), false);
      await expect(port.ensureService(spec())).rejects.toMatchObject({ code: 'AWS_REFUSED' });
      expect(await world.hasService(world.names.service)).toBe(false);
    });

    test('the proxy is given a variable, by one more revision, and keeps the others', async () => {
      const before = await world.revisions(world.proxyFamily);
      await port.configureProxy('GROUPS', '["catalog"]');
      await port.configureProxy('GROUPS', '["catalog"]');
      expect((await port.observe('catalog', world.names.service)).proxy.environment).toEqual({ LEGACY: 'http://legacy', GROUPS: '["catalog"]' });
      expect(await world.revisions(world.proxyFamily)).toBe(before + 1);
      await port.configureProxy('GROUPS', '[]');
      expect((await port.observe('catalog', world.names.service)).proxy.environment['GROUPS']).toBe('[]');
    });

    test('a service that was removed is gone, may be removed again, and can be made anew', async () => {
      await world.prepare(spec(), true);
      await port.removeService('catalog', world.names.service);
      await port.ensureService(spec());
      await port.removeService('catalog', world.names.service);
      await port.removeService('catalog', world.names.service);
      expect((await port.observe('catalog', world.names.service)).candidate).toBe('absent');
      await port.ensureService(spec());
      expect((await observed()).fingerprint).toBe(specFingerprint(spec()));
    });
  });
}
