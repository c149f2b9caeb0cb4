import { z } from 'zod';
import { page } from '../json-api/page.ts';
import type { Operation } from '../wire/service.ts';
import { invalidInput, operationNotFound } from './errors.ts';
import { cloudMapOperation, filters, id, paging, passes } from './inputs.ts';
import type { LoggedOperation } from './operation-log.ts';
import type { CloudMapState } from './state.ts';

const listInput = z.object({ ...paging, Filters: filters(['NAMESPACE_ID', 'SERVICE_ID', 'STATUS', 'TYPE']) });

export function operationOperations({ operations }: CloudMapState): Readonly<Record<string, Operation>> {
  return {
    GetOperation: cloudMapOperation(z.object({ OperationId: id }), ({ OperationId }) => {
      const found = operations.all.get(OperationId);
      if (found === undefined) throw operationNotFound(OperationId);
      return { Operation: details(found) };
    }),
    ListOperations: cloudMapOperation(listInput, ({ MaxResults, NextToken, Filters }) => {
      const passing = [...operations.all.values()].filter(({ status, request: { type, targets } }) =>
        passes(Filters, { NAMESPACE_ID: targets.NAMESPACE, SERVICE_ID: targets.SERVICE, STATUS: status, TYPE: type }),
      );
      const cut = page(passing, ({ id }) => id, MaxResults, NextToken);
      if (cut === undefined) throw invalidInput('NextToken is invalid.');
      return { Operations: cut.items.map(({ id, status }) => ({ Id: id, Status: status })), NextToken: cut.next };
    }),
  };
}

function details({ id, request, status, createDate, updateDate, error }: LoggedOperation): Record<string, unknown> {
  return { Id: id, Type: request.type, Status: status, ErrorCode: error?.code, ErrorMessage: error?.message, CreateDate: createDate, UpdateDate: updateDate, Targets: request.targets };
}
