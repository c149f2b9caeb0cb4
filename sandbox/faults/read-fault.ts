import { faultSchema, type Fault } from './fault.ts';
import { FaultInputError, type FaultProblem } from './fault-input-error.ts';
import { matchesGlob } from './glob.ts';

/** The operations of each AWS service, by the name it signs with. */
export type Operations = Readonly<Record<string, readonly string[]>>;

/** Checks a fault whole. Throws a {@link FaultInputError} with all that is wrong; a fault on an operation that no service has could never strike, and is refused too. */
export function readFault(input: unknown, operations: Operations): Fault {
  const read = faultSchema.safeParse(input);
  if (!read.success) throw new FaultInputError(read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  const strays = strayOperation(read.data, operations);
  if (strays.length > 0) throw new FaultInputError(strays);
  return read.data;
}

function strayOperation(fault: Fault, operations: Operations): readonly FaultProblem[] {
  if (fault.on !== 'aws') return [];
  const services = Object.keys(operations).filter((name) => matchesGlob(fault.service, name));
  if (services.length === 0) return [{ path: 'service', message: `the sandbox has no service ${fault.service}; it has ${Object.keys(operations).join(', ')}` }];
  const found = services.some((name) => operations[name]?.some((operation) => matchesGlob(fault.operation, operation)));
  return found ? [] : [{ path: 'operation', message: `no operation of ${services.join(', ')} matches ${fault.operation}` }];
}
